-- AlterTable
ALTER TABLE "variant" ADD COLUMN     "stock_sequence" INTEGER NOT NULL DEFAULT 0;
