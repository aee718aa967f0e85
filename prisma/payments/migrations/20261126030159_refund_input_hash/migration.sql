-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "input_hash" TEXT;
