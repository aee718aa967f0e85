-- AlterTable
ALTER TABLE "dispute" ADD COLUMN     "refund_attempt" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "refund_end_reason" TEXT;

-- AlterTable
ALTER TABLE "order_return" ADD COLUMN     "refund_attempt" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "refund_end_reason" TEXT,
ADD COLUMN     "refund_status" TEXT NOT NULL DEFAULT 'NONE';

-- Returns of before have no status of their refund. Few rows: there are no more returns than orders that came back.
UPDATE "order_return" SET "refund_status" = CASE "status" WHEN 'RECEIVED' THEN 'PENDING' ELSE 'REFUNDED' END WHERE "refund_minor" > 0;

ALTER TABLE "order_return"
  ADD CONSTRAINT "order_return_refund_status" CHECK ("refund_status" IN ('NONE', 'PENDING', 'REFUNDED', 'FAILED', 'ENDED')
    AND ("refund_status" = 'NONE') = (coalesce("refund_minor", 0) = 0)
    AND ("refund_status" = 'ENDED') = ("refund_end_reason" IS NOT NULL) AND "refund_attempt" > 0) NOT VALID;
ALTER TABLE "order_return" VALIDATE CONSTRAINT "order_return_refund_status";

ALTER TABLE "dispute" DROP CONSTRAINT "dispute_refund",
  ADD CONSTRAINT "dispute_refund" CHECK ("refund_status" IN ('NONE', 'PENDING', 'REFUNDED', 'FAILED', 'ENDED')
    AND ("refund_status" = 'NONE') = ("refund_minor" = 0) AND ("refund_minor" = 0 OR "status" = 'RESOLVED')
    AND ("refund_status" = 'ENDED') = ("refund_end_reason" IS NOT NULL) AND "refund_attempt" > 0) NOT VALID;
ALTER TABLE "dispute" VALIDATE CONSTRAINT "dispute_refund";
