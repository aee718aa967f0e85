-- For the limit on unpaid checkouts of a buyer, whose history may be long.
CREATE INDEX "checkout_unpaid_idx" ON "checkout" ("owner", "created_at") WHERE "status" IN ('PENDING', 'REQUIRES_ACTION');
-- For the job that blanks the network addresses of guests.
CREATE INDEX "checkout_guests_idx" ON "checkout" ("updated_at") WHERE "buyer_id" IS NULL AND "tax_evidence" ? 'clientAddress';
