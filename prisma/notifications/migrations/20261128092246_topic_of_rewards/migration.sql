-- One more topic. The rows that are there have one of the others, so nothing needs to be read.
ALTER TABLE "preference" DROP CONSTRAINT "preference_topic_check",
  ADD CONSTRAINT "preference_topic_check" CHECK ("topic" IN ('ACCOUNT', 'ORDERS', 'SELLING', 'WALLET', 'BETTING', 'MESSAGES', 'SAVED_SEARCHES', 'REWARDS', 'MARKETING')) NOT VALID;
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_topic_check",
  ADD CONSTRAINT "notifications_topic_check" CHECK ("topic" IN ('SECURITY', 'ACCOUNT', 'ORDERS', 'SELLING', 'WALLET', 'BETTING', 'MESSAGES', 'SAVED_SEARCHES', 'REWARDS', 'MARKETING')) NOT VALID;
