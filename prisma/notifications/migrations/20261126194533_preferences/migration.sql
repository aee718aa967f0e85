-- AlterTable
ALTER TABLE "notifications" ADD COLUMN     "topic" TEXT NOT NULL DEFAULT 'SECURITY';

-- CreateTable
CREATE TABLE "preference" (
    "reader_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preference_pkey" PRIMARY KEY ("reader_id","topic","channel")
);

-- CreateTable
CREATE TABLE "preference_change" (
    "id" BIGSERIAL NOT NULL,
    "reader_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "via" TEXT NOT NULL,
    "message_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preference_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "preference_change_reader_id_idx" ON "preference_change"("reader_id");

-- CreateIndex
CREATE INDEX "preference_change_message_id_idx" ON "preference_change"("message_id");

-- Choices of guests are deleted once they are old.
CREATE INDEX "preference_of_guests_idx" ON "preference"("changed_at") WHERE left("reader_id", 6) = 'guest_';
CREATE INDEX "preference_change_of_guests_idx" ON "preference_change"("created_at") WHERE left("reader_id", 6) = 'guest_';

-- Security messages cannot be turned off, so there is no choice about them.
ALTER TABLE "preference" ADD CONSTRAINT "preference_topic_check"
  CHECK ("topic" IN ('ACCOUNT', 'ORDERS', 'SELLING', 'WALLET', 'BETTING', 'MESSAGES', 'MARKETING'));
ALTER TABLE "preference" ADD CONSTRAINT "preference_channel_check" CHECK ("channel" IN ('EMAIL', 'SMS', 'IN_APP'));
ALTER TABLE "preference_change" ADD CONSTRAINT "preference_change_via_check"
  CHECK ("via" IN ('SETTINGS', 'LINK') AND ("via" = 'LINK') = ("message_id" IS NOT NULL));
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_topic_check"
  CHECK ("topic" IN ('SECURITY', 'ACCOUNT', 'ORDERS', 'SELLING', 'WALLET', 'BETTING', 'MESSAGES', 'MARKETING'));
