-- AlterTable
ALTER TABLE "payment_customer" ADD COLUMN     "forgotten_at" TIMESTAMPTZ(3);

DROP INDEX "payment_customer_forgotten_idx";
