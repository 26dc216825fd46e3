-- Nobody follows the changes any more, nor asks who still writes the old way.
DROP TRIGGER number_change ON attachments;
DROP FUNCTION number_change();
ALTER TABLE attachments DROP COLUMN change_number;
DROP TABLE old_route_usage;
