-- What the media service has to be told of messages: that one came to be, or that it is deleted.
CREATE TABLE media_outbox (
  message_id      uuid PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('confirm', 'delete')),
  enqueued_at     timestamptz(3) NOT NULL DEFAULT now(),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL
);
CREATE INDEX media_outbox_next_attempt_at_idx ON media_outbox (next_attempt_at);

-- Ids that no message may ever have: their photos were reserved, and given up.
CREATE TABLE abandoned_messages (
  message_id   uuid PRIMARY KEY,
  abandoned_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Ids of messages that are being posted with an idempotency key: all tries work on one id.
CREATE TABLE message_claims (
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
