-- AlterTable
ALTER TABLE "unmatched_funds" ADD COLUMN     "failure_code" TEXT;

-- small table: unmatched_funds, one row per report that fits nothing
CREATE UNIQUE INDEX "unmatched_funds_payout" ON "unmatched_funds"("about_id") WHERE "kind" = 'payout' AND "status" <> 'RESOLVED';

-- Payees do not decide about their own payouts.
UPDATE "funds_decision" f SET "owner_id" = d."user_id"
FROM "unmatched_funds" u JOIN "disbursement" d ON d."id" = u."about_id"
WHERE u."id" = f."unmatched_id" AND u."kind" = 'payout' AND f."resolution" IN ('PAID', 'TAKEN_BACK') AND f."owner_id" IS NULL;
