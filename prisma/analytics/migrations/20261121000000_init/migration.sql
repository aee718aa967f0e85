-- CreateTable
CREATE TABLE "event_records" (
    "id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "causation_id" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "data" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_records_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projections" (
    "name" TEXT NOT NULL,
    "consumer_group" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "projections_pkey" PRIMARY KEY ("name")
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

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateIndex
CREATE INDEX "event_records_time_id_idx" ON "event_records"("time", "id");

-- CreateIndex
CREATE INDEX "event_records_subject_time_id_idx" ON "event_records"("subject", "time", "id");

-- CreateIndex
CREATE INDEX "event_records_type_time_id_idx" ON "event_records"("type", "time", "id");

-- CreateIndex
CREATE INDEX "event_records_topic_time_id_idx" ON "event_records"("topic", "time", "id");

-- CreateIndex
CREATE INDEX "event_records_correlation_id_time_id_idx" ON "event_records"("correlation_id", "time", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_id_key" ON "outbox"("id");

-- By hand.
CREATE INDEX "event_records_causation_id_time_id_idx" ON "event_records" ("causation_id", "time", "id") WHERE "causation_id" IS NOT NULL;
CREATE INDEX "event_records_actor_id_time_id_idx" ON "event_records" ("actor_id", "time", "id") WHERE "actor_id" IS NOT NULL;
CREATE INDEX "outbox_unsent" ON "outbox" ("position") WHERE "sent_at" IS NULL;
