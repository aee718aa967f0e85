-- AlterTable
ALTER TABLE "campaign_recipient" ADD COLUMN     "waits_until" TIMESTAMPTZ(3);
