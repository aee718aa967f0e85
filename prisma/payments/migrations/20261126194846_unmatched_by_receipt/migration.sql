-- small table: unmatched_funds, one row per report that fits nothing
CREATE INDEX "unmatched_funds_receipt_idx" ON "unmatched_funds"("receipt");
-- small table: unmatched_funds, one row per report that fits nothing
CREATE INDEX "unmatched_funds_provider_ref_idx" ON "unmatched_funds"("provider_ref");
-- small table: unmatched_funds, one row per report that fits nothing
CREATE INDEX "unmatched_funds_about_id_idx" ON "unmatched_funds"("about_id");

-- Reports of payouts had the amount that was paid. Like other differences they have the difference now.
UPDATE "unmatched_funds" u SET "amount_minor" = d."amount_minor" - u."amount_minor"
FROM "disbursement" d WHERE d."id" = u."about_id" AND u."reason" = 'paid_differently' AND u."amount_minor" IS NOT NULL;
