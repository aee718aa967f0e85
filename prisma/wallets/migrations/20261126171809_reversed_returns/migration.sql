-- AlterTable
ALTER TABLE "deposit" ADD COLUMN     "lent_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "returns_version" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "deposit" ADD CONSTRAINT "deposit_lent" CHECK ("lent_minor" >= 0 AND "returns_version" >= 0);
