-- AlterTable
ALTER TABLE "sale_case" ADD COLUMN     "sequence" INTEGER NOT NULL DEFAULT 0;
