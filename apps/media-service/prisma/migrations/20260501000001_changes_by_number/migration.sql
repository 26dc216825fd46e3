-- A transaction of its own: the one before locks the table against all, and must not last as long as
-- this. Here the table's reads go on; only writes wait, and phase 3's outbox brings them later.
CREATE INDEX attachments_change_number_id_idx ON attachments (change_number, id);
