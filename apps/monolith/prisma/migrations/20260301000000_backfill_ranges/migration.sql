-- The backfill's plan and how far it has come. The attachments themselves are only read.
CREATE TABLE backfill_ranges (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  after       uuid NOT NULL, -- the range is after < id <= up_to
  up_to       uuid NOT NULL,
  rows        bigint NOT NULL, -- when it was planned
  checkpoint  uuid NOT NULL, -- everything up to here is merged
  merged      bigint NOT NULL DEFAULT 0,
  changed     bigint NOT NULL DEFAULT 0, -- of those, what the service did not have
  refused     bigint NOT NULL DEFAULT 0, -- what the service would not take
  finished_at timestamptz(3)
);
