-- AlterTable
ALTER TABLE "payment_customer" ADD COLUMN     "method_ref" TEXT;

-- AlterTable
ALTER TABLE "provider_call" ADD COLUMN     "after_payment_id" TEXT,
ADD COLUMN     "unsaved_tries" INTEGER NOT NULL DEFAULT 0;
