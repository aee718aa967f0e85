-- AlterTable
ALTER TABLE "subscription" ADD COLUMN     "end_is_told" BOOLEAN NOT NULL DEFAULT true;

-- Ends that were asked for before, and that Stripe may not have yet.
UPDATE "subscription" SET "end_is_told" = false, "version" = "version" + 1
  WHERE "status" NOT IN ('ENDED', 'FAILED') AND ("wanted_end" = 'NOW' OR ("wanted_end" = 'PERIOD_END' AND NOT "ends_with_period"));
