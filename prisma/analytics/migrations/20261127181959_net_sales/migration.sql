-- AlterTable
ALTER TABLE "sales_buckets" ADD COLUMN     "net" BIGINT NOT NULL DEFAULT 0;
