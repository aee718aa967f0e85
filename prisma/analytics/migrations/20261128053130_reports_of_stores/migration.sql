-- AlterTable
ALTER TABLE "reports" ADD COLUMN "store_id" TEXT;

-- AlterTable
ALTER TABLE "report_schedules" ADD COLUMN "store_id" TEXT;

-- Rows of before have no store.
ALTER TABLE "reports" ADD CONSTRAINT "reports_store" CHECK (("scope" = 'STORE') = ("store_id" IS NOT NULL)) NOT VALID;
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_store" CHECK (("scope" = 'STORE') = ("store_id" IS NOT NULL)) NOT VALID;
