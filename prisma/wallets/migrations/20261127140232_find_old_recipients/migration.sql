-- For the job that forgets whom old invoices name.
CREATE INDEX CONCURRENTLY "invoice_named_recipient" ON "invoice" ("issued_at") WHERE "recipient" IS NOT NULL;
