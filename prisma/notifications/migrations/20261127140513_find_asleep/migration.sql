CREATE INDEX CONCURRENTLY "campaign_recipient_asleep_idx" ON "campaign_recipient" ("campaign_id", "waits_until") WHERE "outcome" = 'QUEUED' AND "waits_until" IS NOT NULL;
