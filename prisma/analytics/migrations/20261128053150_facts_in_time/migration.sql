-- For reports: the orders, bets and mints in the order of their times.
CREATE INDEX CONCURRENTLY "business_facts_generation_kind_began_at_id_idx" ON "business_facts" ("generation", "kind", "began_at", "id");
