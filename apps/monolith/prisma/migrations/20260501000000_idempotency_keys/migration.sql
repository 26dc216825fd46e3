-- What the media service has to be told of messages: that one came to be, or that it is deleted.
CREATE TABLE media_outbox (
  message_id      uuid PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('confirm', 'delete')),
  enqueued_at     timestamptz(3) NOT NULL DEFAULT now(),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL
);
CREATE INDEX media_outbox_next_attempt_at_idx ON media_outbox (next_attempt_at);

-- Beside this phase's instances there are some of phase 3 that delete messages, and don't know this outbox, nor every photo that
-- only the service has. So the database itself notes each deletion.
CREATE FUNCTION note_deleted_message() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO media_outbox (message_id, kind, next_attempt_at)
  VALUES (NEW.id, 'delete', now() + interval '2 seconds')
  ON CONFLICT (message_id) DO UPDATE SET kind = excluded.kind;
  RETURN NULL;
END $$;
CREATE TRIGGER note_deleted_message AFTER UPDATE OF deleted_at ON messages
  FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL AND NEW.photo_count > 0)
  EXECUTE FUNCTION note_deleted_message();

-- Ids that no message may ever have: their photos were reserved, and given up.
CREATE TABLE abandoned_messages (
  message_id   uuid PRIMARY KEY,
  abandoned_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Ids of messages that are being posted with an idempotency key: all tries work on one id.
CREATE TABLE idempotency_keys (
  sender_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  message_id      uuid NOT NULL,
  PRIMARY KEY (sender_id, idempotency_key)
);

-- How far the frozen table has caught up with the service.
CREATE TABLE catch_up_cursor (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  after     text NOT NULL
);

-- When the local table was last read on behalf of a user.
CREATE TABLE old_route_usage (
  route        text PRIMARY KEY,
  last_used_at timestamptz(3) NOT NULL
);
