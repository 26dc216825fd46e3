-- Every read of a page asks which of its messages have something in the outbox.
CREATE INDEX attachment_outbox_message_id_idx ON attachment_outbox (message_id);
