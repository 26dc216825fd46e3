-- Pages are in the order in which messages were stored, which is not quite that of their ids.
--
-- Posts wait while the index is built. On a large table build it beforehand, under this name, with
-- CREATE INDEX CONCURRENTLY; when that fails, it leaves an invalid index, which has to be dropped.
CREATE INDEX IF NOT EXISTS messages_conversation_id_created_at_id_idx ON messages (conversation_id, created_at, id);

-- Instances that still page by id do so a little slower until they are replaced.
DROP INDEX messages_conversation_id_id_idx;
