-- AlterTable
ALTER TABLE "collection" ADD COLUMN     "returned_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "settled_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "disbursement" ADD COLUMN     "settled_at" TIMESTAMPTZ(3);

-- Rows of before have no time; `updated_at` stands for it.
ALTER TABLE "collection" ADD CONSTRAINT "collection_returned_check" CHECK ("returned_minor" BETWEEN 0 AND coalesce("received_minor", 0));
