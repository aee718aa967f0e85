-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "locale" TEXT;
