-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "seller" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "seller_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "seller_user_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "last_sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_message_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participant" (
    "conversation_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "read_sequence" INTEGER NOT NULL DEFAULT 0,
    "unread" INTEGER NOT NULL DEFAULT 0,
    "notify_at" TIMESTAMPTZ(3),
    "last_message_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "participant_pkey" PRIMARY KEY ("conversation_id","user_id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "sender_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "input_hash" TEXT,
    "text" TEXT,
    "is_masked" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "picture" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "message_id" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "picture_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block" (
    "blocker_id" TEXT NOT NULL,
    "blocked_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "block_pkey" PRIMARY KEY ("blocker_id","blocked_id")
);

-- CreateTable
CREATE TABLE "report" (
    "id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "reporter_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT,
    "status" TEXT NOT NULL,
    "decided_by" TEXT,
    "decision_note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "aggregatetype" TEXT NOT NULL,
    "aggregateid" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "refused_at" TIMESTAMPTZ(3),
    "refusal" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateTable
CREATE TABLE "limits" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "seller_user_id_idx" ON "seller"("user_id");

-- CreateIndex
CREATE INDEX "conversation_subject_id_idx" ON "conversation"("subject_id");

-- CreateIndex
CREATE INDEX "conversation_seller_user_id_buyer_id_idx" ON "conversation"("seller_user_id", "buyer_id");

-- CreateIndex
CREATE INDEX "conversation_last_message_at_idx" ON "conversation"("last_message_at");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_buyer_id_seller_id_subject_id_key" ON "conversation"("buyer_id", "seller_id", "subject_id");

-- CreateIndex
CREATE INDEX "participant_user_id_last_message_at_conversation_id_idx" ON "participant"("user_id", "last_message_at", "conversation_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_conversation_id_sequence_key" ON "message"("conversation_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "message_sender_id_client_id_key" ON "message"("sender_id", "client_id");

-- CreateIndex
CREATE UNIQUE INDEX "picture_key_key" ON "picture"("key");

-- CreateIndex
CREATE INDEX "picture_message_id_idx" ON "picture"("message_id");

-- CreateIndex
CREATE INDEX "picture_owner_id_created_at_idx" ON "picture"("owner_id", "created_at");

-- CreateIndex
CREATE INDEX "block_blocked_id_idx" ON "block"("blocked_id");

-- CreateIndex
CREATE INDEX "report_conversation_id_idx" ON "report"("conversation_id");

-- CreateIndex
CREATE INDEX "report_status_created_at_id_idx" ON "report"("status", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "report_message_id_reporter_id_key" ON "report"("message_id", "reporter_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_id_key" ON "outbox"("id");

-- CreateIndex
CREATE INDEX "inbox_processed_at_idx" ON "inbox" USING BRIN ("processed_at");

-- CreateIndex
CREATE INDEX "limits_ends_at_idx" ON "limits"("ends_at");

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "picture" ADD CONSTRAINT "picture_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report" ADD CONSTRAINT "report_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report" ADD CONSTRAINT "report_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand.
CREATE INDEX "outbox_unsent" ON "outbox" ("position") WHERE "sent_at" IS NULL;
ALTER TABLE "limits" SET UNLOGGED;

CREATE INDEX "participant_to_notify" ON "participant" ("notify_at") WHERE "notify_at" IS NOT NULL;
CREATE INDEX "participant_unread" ON "participant" ("user_id") WHERE "unread" > 0;
-- Files to remove: of uploads that were not sent, and of messages that no longer exist.
CREATE INDEX "picture_unsent" ON "picture" ("expires_at") WHERE "message_id" IS NULL;

ALTER TABLE "conversation"
  ADD CONSTRAINT "conversation_status" CHECK ("status" IN ('OPEN', 'BLOCKED', 'CLOSED')),
  ADD CONSTRAINT "conversation_closed" CHECK (("status" = 'CLOSED') = ("closed_at" IS NOT NULL)),
  ADD CONSTRAINT "conversation_subject" CHECK ("subject_kind" IN ('PRODUCT', 'ORDER')),
  ADD CONSTRAINT "conversation_of_two" CHECK ("buyer_id" <> "seller_user_id"),
  ADD CONSTRAINT "conversation_sequence" CHECK ("last_sequence" >= 0 AND "version" > 0);

ALTER TABLE "participant"
  ADD CONSTRAINT "participant_side" CHECK ("side" IN ('BUYER', 'SELLER')),
  ADD CONSTRAINT "participant_unread_count" CHECK ("unread" >= 0 AND "read_sequence" >= 0);

ALTER TABLE "message"
  ADD CONSTRAINT "message_sequence" CHECK ("sequence" > 0),
  ADD CONSTRAINT "message_length" CHECK (char_length("text") <= 4000);

ALTER TABLE "picture"
  ADD CONSTRAINT "picture_status" CHECK ("status" IN ('PENDING', 'UPLOADED', 'SENT', 'REMOVED')),
  ADD CONSTRAINT "picture_sent" CHECK ("message_id" IS NULL OR "status" = 'SENT'),
  ADD CONSTRAINT "picture_size" CHECK ("size" > 0);

ALTER TABLE "block" ADD CONSTRAINT "block_another" CHECK ("blocker_id" <> "blocked_id");

ALTER TABLE "report"
  ADD CONSTRAINT "report_status" CHECK ("status" IN ('OPEN', 'DISMISSED', 'CONVERSATION_CLOSED')),
  ADD CONSTRAINT "report_reason" CHECK ("reason" IN ('ABUSE', 'FRAUD', 'SPAM', 'OTHER')),
  ADD CONSTRAINT "report_decided" CHECK (("status" = 'OPEN') = ("decided_at" IS NULL));
