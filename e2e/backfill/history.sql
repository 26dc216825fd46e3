-- $1 messages with four photos each, written by a version that replicated nothing: each attachment is
-- here and not in the outbox. Their captions make them large.
WITH owner AS (
  INSERT INTO users (id, handle, display_name, password_hash)
  VALUES (uuidv7(), 'history-' || gen_random_uuid(), 'History', 'none')
  RETURNING id
), conversation AS (
  INSERT INTO conversations (id, title) VALUES (uuidv7(), 'History') RETURNING id
), posted AS (
  INSERT INTO messages (id, conversation_id, sender_id, body, photo_count)
  SELECT uuidv7(), conversation.id, owner.id, 'Four photos', 4
  FROM owner, conversation, generate_series(1, $1::integer)
  RETURNING id, conversation_id, sender_id
)
INSERT INTO attachments
  (id, message_id, conversation_id, uploader_id, position, file_name, content_type, byte_size,
   sha256, caption, version, created_at, updated_at, deleted_at)
SELECT uuidv7(), posted.id, conversation_id, sender_id, position, 'photo.jpeg', 'image/jpeg', 2000,
  encode(sha256((posted.id::text || position)::bytea), 'hex'), repeat('Ä "caption" ', 20),
  hybrid_clock(NULL), now(), now(), CASE WHEN random() < 0.1 THEN now() END
FROM posted, generate_series(0, 3) AS position
