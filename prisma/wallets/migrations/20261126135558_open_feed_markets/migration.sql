-- The markets that a gap in a feed suspends, and opens again: see store/feed/feed-markets.ts.
CREATE INDEX CONCURRENTLY "market_open_feed_idx" ON "market" ("id") WHERE "status" IN ('ACTIVE', 'SUSPENDED') AND "feed_ref" IS NOT NULL;
