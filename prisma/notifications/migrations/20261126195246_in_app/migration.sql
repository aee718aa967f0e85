ALTER TABLE "notifications" DROP CONSTRAINT "notifications_channel_known";
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_channel_known" CHECK ("channel" IN ('EMAIL', 'SMS', 'IN_APP'));

-- AlterTable
ALTER TABLE "notifications" ADD COLUMN     "about_id" TEXT,
ADD COLUMN     "read_at" TIMESTAMPTZ(3);

-- What is shown in the app is delivered by nobody.
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_in_app_check"
  CHECK ("channel" <> 'IN_APP' OR ("user_id" IS NOT NULL AND "status" IN ('SENT', 'SKIPPED')));
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_read_check"
  CHECK ("read_at" IS NULL OR ("channel" = 'IN_APP' AND "status" = 'SENT'));
