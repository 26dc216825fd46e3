-- Photos that no message has claimed yet.
CREATE TABLE uploads (
  id              uuid PRIMARY KEY,
  conversation_id uuid NOT NULL,
  uploader_id     uuid NOT NULL,
  file_name       text NOT NULL,
  content_type    text NOT NULL,
  byte_size       bigint NOT NULL,
  sha256          text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  caption         text NOT NULL DEFAULT '',
  version         bigint NOT NULL,
  created_at      timestamptz(3) NOT NULL,
  updated_at      timestamptz(3) NOT NULL
);
CREATE INDEX uploads_created_at_idx ON uploads (created_at);

-- Messages whose photos are claimed, while it is not certain that the message came to be.
CREATE TABLE reservations (
  message_id  uuid PRIMARY KEY,
  reserved_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX reservations_reserved_at_idx ON reservations (reserved_at);

-- Objects in the bucket that must not outlive due_at.
CREATE TABLE object_disposals (
  object_key text PRIMARY KEY,
  due_at     timestamptz(3) NOT NULL
);
CREATE INDEX object_disposals_due_at_idx ON object_disposals (due_at);

-- When the routes were last used that only the monolith's dual writing needs.
CREATE TABLE old_route_usage (
  route        text PRIMARY KEY,
  last_used_at timestamptz(3) NOT NULL
);

-- A hybrid logical clock in microseconds (Kulkarni et al. 2014): the wall clock, but never behind,
-- nor equal to, the version before. `previous` is null for a row's first version.
CREATE FUNCTION hybrid_clock(previous bigint) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN greatest(previous + 1, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint);

-- The order in which attachments changed here, whoever wrote them and whatever their versions: who
-- follows the changes reads on from the last number that it has seen.
ALTER TABLE attachments ADD COLUMN change_number bigint NOT NULL DEFAULT 0;

CREATE FUNCTION number_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.change_number := hybrid_clock(CASE WHEN TG_OP = 'UPDATE' THEN OLD.change_number END);
  RETURN NEW;
END $$;
CREATE TRIGGER number_change BEFORE INSERT OR UPDATE ON attachments
FOR EACH ROW EXECUTE FUNCTION number_change();
