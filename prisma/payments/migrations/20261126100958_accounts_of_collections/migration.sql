-- A payment to the shortcode names a collection by the last 12 characters of its id.
CREATE INDEX CONCURRENTLY collection_account_reference ON collection (upper(right(id, 12)));
