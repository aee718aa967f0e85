-- For reports of a store: its orders and mints, by the scopes that they add figures to.
CREATE INDEX CONCURRENTLY "business_facts_of_scope_idx" ON "business_facts" USING gin (jsonb_path_query_array("cells", '$[*].scope')) WHERE "kind" IN ('order', 'mint');
