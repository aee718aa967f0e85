-- For the job that deletes old rows. Webhooks are only added, in the order of their times.
CREATE INDEX "provider_event_received_at_idx" ON "provider_event" USING brin ("received_at");
CREATE INDEX "saved_method_ended_idx" ON "saved_method" ("updated_at") WHERE "status" IN ('FAILED', 'REMOVED');
CREATE INDEX "payment_customer_forgotten_idx" ON "payment_customer" ("created_at") WHERE "state" = 'FORGOTTEN';
