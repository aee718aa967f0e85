-- For the copy of a seller's data: the charges that are on no invoice, in order.
CREATE INDEX CONCURRENTLY "seller_charge_open_in_order" ON "seller_charge" ("seller_id", "currency", "at", "reference", "kind") WHERE "invoice_id" IS NULL;
