-- Processes of the earlier version that still run would look at these payouts as soon as they are due, and end the looks.
UPDATE "disbursement" SET "due_at" = now() + interval '1 day'
  WHERE "decision_id" IS NOT NULL AND ("due_at" IS NULL OR "due_at" < now() + interval '1 day');
