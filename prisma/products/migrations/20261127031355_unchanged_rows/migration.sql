-- AlterTable
ALTER TABLE "product_import" ADD COLUMN     "unchanged" INTEGER NOT NULL DEFAULT 0;
