CREATE TABLE users (
  id            uuid PRIMARY KEY,
  handle        text NOT NULL UNIQUE,
  display_name  text NOT NULL,
  password_hash text NOT NULL,
  created_at    timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE conversations (
  id         uuid PRIMARY KEY,
  title      text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE conversation_members (
  conversation_id uuid NOT NULL REFERENCES conversations,
  user_id         uuid NOT NULL REFERENCES users,
  joined_at       timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX conversation_members_user_id_idx ON conversation_members (user_id);

CREATE TABLE messages (
  id              uuid PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversations,
  sender_id       uuid NOT NULL REFERENCES users,
  body            text NOT NULL,
  photo_count     integer NOT NULL,
  idempotency_key text,
  request_digest  text,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  deleted_at      timestamptz(3),
  CHECK ((idempotency_key IS NULL) = (request_digest IS NULL))
);
CREATE UNIQUE INDEX messages_sender_id_idempotency_key_key ON messages (sender_id, idempotency_key);
CREATE INDEX messages_conversation_id_id_idx ON messages (conversation_id, id DESC);

-- Times have milliseconds, no more, so that nothing is lost on the way through JavaScript and JSON.
CREATE TABLE attachments (
  id              uuid PRIMARY KEY,
  message_id      uuid NOT NULL REFERENCES messages,
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

-- Photos whose objects in the bucket must not outlive due_at.
CREATE TABLE object_disposals (
  photo_id uuid PRIMARY KEY,
  due_at   timestamptz(3) NOT NULL
);
CREATE INDEX object_disposals_due_at_idx ON object_disposals (due_at);

-- A hybrid logical clock in microseconds (Kulkarni et al. 2014): the wall clock, but never behind,
-- nor equal to, the version before. `previous` is null for a row's first version.
CREATE FUNCTION hybrid_clock(previous bigint) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN greatest(previous + 1, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
