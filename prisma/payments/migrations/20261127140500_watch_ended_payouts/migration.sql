-- Stripe is asked once more about payouts that people have ended: what it said since then was ignored.
UPDATE "disbursement" SET "due_at" = now() WHERE "decision_id" IS NOT NULL AND "due_at" IS NULL;
