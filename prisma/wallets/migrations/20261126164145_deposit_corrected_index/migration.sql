-- What waits in the suspense account is looked for in a table that grows with every deposit.
CREATE INDEX CONCURRENTLY "deposit_corrected_idx" ON "deposit" ("id") WHERE "corrected_minor" IS NOT NULL;
