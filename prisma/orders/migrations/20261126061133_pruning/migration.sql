-- For the job that deletes old rows, and blanks the contact data of guests.
CREATE INDEX "order_task_done_idx" ON "order_task" ("done_at") WHERE "done_at" IS NOT NULL;
CREATE INDEX "orders_guests_idx" ON "orders" ("updated_at") WHERE "buyer_id" IS NULL AND "email" <> '';
