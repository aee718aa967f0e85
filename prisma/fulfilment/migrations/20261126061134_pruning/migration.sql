-- For the job that deletes old rows, and blanks the addresses of guests.
CREATE INDEX "reservation_ended_idx" ON "reservation" ("updated_at") WHERE "status" IN ('PICKED', 'RELEASED', 'EXPIRED');
CREATE INDEX "packaging_guests_idx" ON "packaging" ("finished_at") WHERE "buyer_id" IS NULL AND "address" ->> 'name' <> 'Erased';
CREATE INDEX "delivery_guests_idx" ON "delivery" ((coalesce("returned_at", "completed_at")))
  WHERE "buyer_id" IS NULL AND "address" ->> 'name' <> 'Erased';
