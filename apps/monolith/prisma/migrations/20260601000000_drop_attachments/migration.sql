-- The point of no return. The gate has been passed before this runs; should it have been skipped, the
-- database refuses by itself: nothing is dropped that is still needed, or that is not archived.
LOCK TABLE attachments, attachment_outbox, object_disposals IN ACCESS EXCLUSIVE MODE;

DO $$
DECLARE
  archived boolean := false;
BEGIN
  IF EXISTS (SELECT FROM attachment_outbox) THEN
    RAISE EXCEPTION 'attachment_outbox still holds changes that the media service has not acknowledged'
      USING HINT = 'Run phase 4 until its relay has delivered them, then migrate again.';
  END IF;
  IF EXISTS (SELECT FROM object_disposals) THEN
    RAISE EXCEPTION 'object_disposals still holds objects that nobody else will delete'
      USING HINT = 'Run phase 4 until its disposer has deleted them, then migrate again.';
  END IF;
  IF EXISTS (SELECT FROM attachments) THEN
    IF to_regclass('attachment_archives') IS NOT NULL THEN
      SELECT EXISTS (
        SELECT FROM attachment_archives AS archive, attachments_checksum() AS present
        WHERE archive.row_count = present.row_count AND archive.checksum = present.checksum
      ) INTO archived;
    END IF;
    IF NOT archived THEN
      RAISE EXCEPTION 'attachments is not archived as it is now'
        USING HINT = 'Run "monolith cleanup archive", then migrate again.';
    END IF;
  END IF;
END $$;

DROP FUNCTION IF EXISTS attachments_checksum();
DROP TABLE attachments, attachment_outbox, object_disposals;
DROP FUNCTION hybrid_clock(bigint);

-- And its trigger: every instance notes deletions itself now.
DROP FUNCTION note_deleted_message() CASCADE;

-- What only the migration itself needed. A backfill that ran has left its job queue behind.
DROP TABLE backfill_ranges, catch_up_cursor, old_route_usage;
DROP SCHEMA IF EXISTS graphile_worker CASCADE;
