-- AlterTable
ALTER TABLE "search_alert" ADD COLUMN     "waiting" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "search_alert" ADD CONSTRAINT "search_alert_waiting" CHECK ("waiting" BETWEEN 0 AND 501);
