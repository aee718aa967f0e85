-- AlterTable
ALTER TABLE "payout" ADD COLUMN     "asked_sealed" TEXT;

-- AlterTable
ALTER TABLE "payout_run" ADD COLUMN     "left_out_count" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "bank_file" ADD COLUMN     "left_out_count" INTEGER NOT NULL DEFAULT 0;

-- Where a payout goes is kept as long as it may still be paid.
ALTER TABLE "payout" ADD CONSTRAINT "payout_asked_check" CHECK ("asked_sealed" IS NULL OR "status" IN ('SCHEDULED', 'PROCESSING')) NOT VALID;
