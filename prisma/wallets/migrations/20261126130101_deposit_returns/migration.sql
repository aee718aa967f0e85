-- AlterTable
ALTER TABLE "deposit" ADD COLUMN     "received_in" CHAR(3),
ADD COLUMN     "returned_minor" BIGINT NOT NULL DEFAULT 0;

UPDATE "deposit" SET "received_in" = "currency" WHERE "received_minor" IS NOT NULL;
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_returned" CHECK ("returned_minor" BETWEEN 0 AND coalesce("received_minor", 0));
