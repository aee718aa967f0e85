-- AlterTable
ALTER TABLE "withdrawal" ADD COLUMN     "payout_version" INTEGER NOT NULL DEFAULT 0;
