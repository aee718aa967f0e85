-- AlterTable
ALTER TABLE "disbursement" ADD COLUMN     "decision_id" TEXT;

-- AlterTable
ALTER TABLE "unmatched_funds" ADD COLUMN     "outcome" TEXT;

ALTER TABLE "funds_decision" DROP CONSTRAINT "funds_decision_resolution_check";
ALTER TABLE "funds_decision" ADD CONSTRAINT "funds_decision_resolution_check"
  CHECK ("resolution" IN ('WALLET', 'DEPOSIT', 'RETURN', 'WRITE_OFF', 'DISMISS', 'PAID', 'TAKEN_BACK'));

-- Nothing closed what people had about payouts that have ended.
UPDATE "unmatched_funds" u SET "status" = 'RESOLVED', "resolved_at" = d."updated_at", "version" = u."version" + 1,
  "outcome" = CASE d."status" WHEN 'SUCCEEDED' THEN 'PAID' ELSE 'TAKEN_BACK' END
FROM "disbursement" d WHERE d."id" = u."about_id" AND u."kind" = 'payout' AND u."status" = 'OPEN'
  AND (d."status" IN ('FAILED', 'RETURNED') OR d."status" = 'SUCCEEDED' AND d."settled_at" > u."received_at");

ALTER TABLE "unmatched_funds" ADD CONSTRAINT "unmatched_funds_outcome_check"
  CHECK ("outcome" IN ('PAID', 'TAKEN_BACK') AND "kind" = 'payout' AND "status" = 'RESOLVED' OR "outcome" IS NULL);
