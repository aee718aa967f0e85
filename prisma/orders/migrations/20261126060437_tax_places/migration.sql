-- AlterTable
ALTER TABLE "quote" ADD COLUMN     "tax_evidence" JSONB;

-- AlterTable
ALTER TABLE "checkout" ADD COLUMN     "tax_evidence" JSONB;

-- AlterTable
ALTER TABLE "order_line" ADD COLUMN     "tax_country" TEXT;
