-- Lets one of two processes have the last place of a buyer. Built beside the traffic: it is the only statement of its migration.
CREATE UNIQUE INDEX CONCURRENTLY "checkout_unpaid_place_idx" ON "checkout" ("owner", "unpaid_place") WHERE "status" IN ('PENDING', 'REQUIRES_ACTION');
