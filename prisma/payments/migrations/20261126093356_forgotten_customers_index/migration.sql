-- For the job that deletes old marks.
CREATE INDEX CONCURRENTLY "payment_customer_forgotten_at_idx" ON "payment_customer" (coalesce("forgotten_at", "created_at")) WHERE "state" = 'FORGOTTEN';
