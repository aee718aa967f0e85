-- The trigger sets the payer. Rows are locked while this runs: orders with these codes wait, and others do not.
UPDATE "promotion_code" SET "payer" = NULL WHERE "payer" IS NULL;
ALTER TABLE "promotion_code" VALIDATE CONSTRAINT "promotion_code_has_payer";
