-- AlterTable
ALTER TABLE "promotion_code" ADD COLUMN     "claim_id" TEXT,
ADD COLUMN     "holder_id" TEXT;

-- By hand. Not validated here, because that reads the whole table.
ALTER TABLE "promotion_code" ADD CONSTRAINT "promotion_code_of_person" CHECK (
  ("claim_id" IS NULL) = ("holder_id" IS NULL) AND ("claim_id" IS NULL OR "batch_id" IS NULL)) NOT VALID;
