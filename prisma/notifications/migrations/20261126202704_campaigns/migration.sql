-- CreateTable
CREATE TABLE "campaign" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "segment" JSONB NOT NULL,
    "texts" JSONB NOT NULL,
    "per_minute" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "cursor" TEXT,
    "next_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "walked_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_recipient" (
    "message_id" TEXT NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "user_id" TEXT,
    "locale" TEXT NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'QUEUED',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "bounced_at" TIMESTAMPTZ(3),
    "complained_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),
    "clicked_at" TIMESTAMPTZ(3),
    "unsubscribed_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_recipient_pkey" PRIMARY KEY ("message_id")
);

-- CreateTable
CREATE TABLE "audience_member" (
    "user_id" TEXT NOT NULL,
    "roles" TEXT[],
    "roles_version" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "status_version" INTEGER NOT NULL DEFAULT 0,
    "registered_at" TIMESTAMPTZ(3),
    "country" CHAR(2),
    "country_at" TIMESTAMPTZ(3),
    "excluded_until" TIMESTAMPTZ(3),

    CONSTRAINT "audience_member_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "purchase" (
    "user_id" TEXT NOT NULL,
    "category_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "bought_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "purchase_pkey" PRIMARY KEY ("user_id","category_id","store_id")
);

-- CreateTable
CREATE TABLE "known_category" (
    "id" TEXT NOT NULL,
    "path" TEXT[],
    "version" INTEGER NOT NULL,

    CONSTRAINT "known_category_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "campaign_created_at_id_idx" ON "campaign"("created_at", "id");

-- CreateIndex
CREATE INDEX "campaign_recipient_user_id_idx" ON "campaign_recipient"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_recipient_campaign_id_user_id_key" ON "campaign_recipient"("campaign_id", "user_id");

-- CreateIndex
CREATE INDEX "purchase_bought_at_idx" ON "purchase"("bought_at");

-- CreateIndex
CREATE INDEX "purchase_store_id_user_id_idx" ON "purchase"("store_id", "user_id");

-- AddForeignKey
ALTER TABLE "campaign_recipient" ADD CONSTRAINT "campaign_recipient_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "campaign" ADD CONSTRAINT "campaign_status_known"
  CHECK ("status" IN ('DRAFT', 'SCHEDULED', 'SENDING', 'DONE', 'CANCELLED'));
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_pace_check" CHECK ("per_minute" BETWEEN 1 AND 60000);
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_window_check"
  CHECK (("starts_at" IS NULL) = ("ends_at" IS NULL) AND "starts_at" < "ends_at");
-- A draft has no window, and what is scheduled has one. A draft can be cancelled.
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_scheduled_check"
  CHECK ("status" = 'CANCELLED' OR ("status" = 'DRAFT') = ("starts_at" IS NULL));
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_started_check"
  CHECK (("status" <> 'SENDING' OR "started_at" IS NOT NULL) AND ("status" NOT IN ('DRAFT', 'SCHEDULED') OR "started_at" IS NULL));
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_end_check"
  CHECK (("ended_at" IS NOT NULL) = ("status" IN ('DONE', 'CANCELLED')));

-- For the job that writes mails, and for the job that deletes what is old.
CREATE INDEX "campaign_due_idx" ON "campaign" ("starts_at") WHERE "status" IN ('SCHEDULED', 'SENDING');
CREATE INDEX "campaign_ended_at_idx" ON "campaign" ("ended_at");
CREATE INDEX "campaign_recipient_created_at_idx" ON "campaign_recipient" USING brin ("created_at");
CREATE INDEX "campaign_recipient_waiting_idx" ON "campaign_recipient" ("campaign_id") WHERE "outcome" = 'QUEUED';

ALTER TABLE "campaign_recipient" ADD CONSTRAINT "campaign_recipient_outcome_known"
  CHECK ("outcome" IN ('QUEUED', 'SENT', 'FAILED'));
ALTER TABLE "audience_member" ADD CONSTRAINT "audience_member_status_known"
  CHECK ("status" IN ('PENDING', 'ACTIVE', 'SUSPENDED', 'ERASED'));
ALTER TABLE "audience_member" ADD CONSTRAINT "audience_member_erased_check"
  CHECK ("status" <> 'ERASED' OR ("roles" = '{}' AND "registered_at" IS NULL AND "country" IS NULL AND "excluded_until" IS NULL));

-- The outcome of a mail of a campaign follows its message, whichever statement ends it: delivery, support, a cancelled
-- campaign, or the job that deletes old messages.
CREATE FUNCTION follow_campaign_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE campaign_recipient SET outcome = 'FAILED' WHERE message_id = OLD.id AND outcome = 'QUEUED';
  ELSE
    UPDATE campaign_recipient
    SET outcome = CASE WHEN NEW.status = 'SENT' THEN 'SENT' WHEN NEW.status IN ('DEAD', 'SKIPPED') THEN 'FAILED' ELSE 'QUEUED' END
    WHERE message_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER campaign_message_ends AFTER UPDATE OF status ON notifications FOR EACH ROW
  WHEN (NEW.template = 'campaign' AND NEW.status <> OLD.status AND NEW.status IN ('QUEUED', 'SENT', 'DEAD', 'SKIPPED'))
  EXECUTE FUNCTION follow_campaign_message();
CREATE TRIGGER campaign_message_is_deleted AFTER DELETE ON notifications FOR EACH ROW
  WHEN (OLD.template = 'campaign' AND OLD.due_at IS NOT NULL)
  EXECUTE FUNCTION follow_campaign_message();

-- A bounce or a complaint names an address. It is about the latest mail that went there.
CREATE FUNCTION note_blocked_reader() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  latest record;
BEGIN
  SELECT id, template INTO latest FROM notifications
  WHERE recipient = NEW.address AND channel = 'EMAIL' AND status IN ('SENDING', 'SENT') ORDER BY id DESC LIMIT 1;
  IF latest.template = 'campaign' THEN
    UPDATE campaign_recipient
    SET bounced_at = CASE WHEN NEW.reason = 'BOUNCE' THEN NEW.created_at ELSE bounced_at END,
      complained_at = CASE WHEN NEW.reason = 'COMPLAINT' THEN NEW.created_at ELSE complained_at END
    WHERE message_id = latest.id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER blocked_reader_is_noted AFTER INSERT ON blocked_address FOR EACH ROW EXECUTE FUNCTION note_blocked_reader();

-- A reader who turns advertising off by the link of a mail counts for its campaign.
CREATE FUNCTION note_unsubscribed_reader() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE campaign_recipient SET unsubscribed_at = NEW.created_at
  WHERE message_id = NEW.message_id AND unsubscribed_at IS NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER unsubscribed_reader_is_noted AFTER INSERT ON preference_change FOR EACH ROW
  WHEN (NEW.message_id IS NOT NULL AND NEW.topic = 'MARKETING' AND NOT NEW.enabled)
  EXECUTE FUNCTION note_unsubscribed_reader();
