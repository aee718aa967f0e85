-- AlterTable
ALTER TABLE "sale_order" ADD COLUMN     "number" TEXT;
