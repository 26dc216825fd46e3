-- The monolith's columns to the letter, for the two stores exchange rows. No foreign key: messages
-- live in another database.
CREATE TABLE attachments (
  id              uuid PRIMARY KEY,
  message_id      uuid NOT NULL,
  conversation_id uuid NOT NULL,
  uploader_id     uuid NOT NULL,
  position        integer NOT NULL,
  file_name       text NOT NULL,
  content_type    text NOT NULL,
  byte_size       bigint NOT NULL,
  sha256          text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  caption         text NOT NULL DEFAULT '',
  version         bigint NOT NULL,
  created_at      timestamptz(3) NOT NULL,
  updated_at      timestamptz(3) NOT NULL,
  deleted_at      timestamptz(3)
);
CREATE INDEX attachments_message_id_position_idx ON attachments (message_id, position);
