-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "store_is_known" BOOLEAN NOT NULL DEFAULT false;
