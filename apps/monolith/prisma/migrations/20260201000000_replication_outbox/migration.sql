-- Attachments whose latest change the media service has not acknowledged yet. Says which, not what:
-- the data is read from `attachments` when it is sent, so it is never older than the row.
CREATE TABLE attachment_outbox (
  attachment_id   uuid PRIMARY KEY,
  message_id      uuid NOT NULL,
  version         bigint NOT NULL,
  enqueued_at     timestamptz(3) NOT NULL DEFAULT now(),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL
);
CREATE INDEX attachment_outbox_next_attempt_at_idx ON attachment_outbox (next_attempt_at);
