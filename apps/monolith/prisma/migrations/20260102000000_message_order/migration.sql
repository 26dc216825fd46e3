-- Pages are in the order in which messages were stored, which is not quite that of their ids.
CREATE INDEX messages_conversation_id_created_at_id_idx ON messages (conversation_id, created_at, id);

-- Instances that still page by id do so a little slower until they are replaced.
DROP INDEX messages_conversation_id_id_idx;
