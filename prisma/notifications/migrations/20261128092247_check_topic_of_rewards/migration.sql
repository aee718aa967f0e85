ALTER TABLE "preference" VALIDATE CONSTRAINT "preference_topic_check";
ALTER TABLE "notifications" VALIDATE CONSTRAINT "notifications_topic_check";
