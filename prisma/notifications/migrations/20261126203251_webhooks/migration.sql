-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT,
    "event_types" TEXT[],
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "disabled_reason" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "notified_at" TIMESTAMPTZ(3),
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_secret_until" TIMESTAMPTZ(3),
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "due_at" TIMESTAMPTZ(3),
    "claims" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "end_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_attempt" (
    "delivery_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "response_code" INTEGER,
    "response_head" TEXT,
    "error" TEXT,

    CONSTRAINT "webhook_attempt_pkey" PRIMARY KEY ("delivery_id","number")
);

-- CreateTable
CREATE TABLE "store" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "store_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_member" (
    "store_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "store_member_pkey" PRIMARY KEY ("store_id","user_id")
);

-- CreateIndex
CREATE INDEX "webhook_endpoint_store_id_id_idx" ON "webhook_endpoint"("store_id", "id");

-- CreateIndex
CREATE INDEX "webhook_endpoint_created_by_idx" ON "webhook_endpoint"("created_by");

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_created_at_id_idx" ON "webhook_delivery"("endpoint_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_endpoint_id_event_id_key" ON "webhook_delivery"("endpoint_id", "event_id");

-- CreateIndex
CREATE INDEX "store_member_user_id_idx" ON "store_member"("user_id");

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "webhook_delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One delivery of a subject is under way.
CREATE UNIQUE INDEX "webhook_delivery_lane" ON "webhook_delivery" ("endpoint_id", "subject") WHERE "due_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" ("endpoint_id", "due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_sending" ON "webhook_delivery" ("endpoint_id") WHERE "status" = 'SENDING';
CREATE INDEX "webhook_delivery_open" ON "webhook_delivery" ("endpoint_id", "subject", "position") WHERE "ended_at" IS NULL;
CREATE INDEX "webhook_delivery_ended" ON "webhook_delivery" ("ended_at") WHERE "ended_at" IS NOT NULL;

ALTER TABLE "webhook_endpoint"
  ADD CONSTRAINT "webhook_endpoint_status" CHECK ("status" IN ('ACTIVE', 'DISABLED')),
  ADD CONSTRAINT "webhook_endpoint_disabled" CHECK (
    ("status" = 'DISABLED') = ("disabled_at" IS NOT NULL) AND ("status" = 'DISABLED') = ("disabled_reason" IS NOT NULL)),
  ADD CONSTRAINT "webhook_endpoint_previous_secret" CHECK (
    ("previous_secret" IS NULL) = ("previous_secret_until" IS NULL));

ALTER TABLE "webhook_delivery"
  ADD CONSTRAINT "webhook_delivery_status" CHECK ("status" IN ('PENDING', 'SENDING', 'DELIVERED', 'FAILED')),
  ADD CONSTRAINT "webhook_delivery_ended_at" CHECK (("status" IN ('DELIVERED', 'FAILED')) = ("ended_at" IS NOT NULL)),
  ADD CONSTRAINT "webhook_delivery_end_reason" CHECK (("status" = 'FAILED') = ("end_reason" IS NOT NULL)),
  ADD CONSTRAINT "webhook_delivery_due_at" CHECK (
    CASE "status" WHEN 'SENDING' THEN "due_at" IS NOT NULL WHEN 'PENDING' THEN true ELSE "due_at" IS NULL END);

ALTER TABLE "webhook_attempt"
  ADD CONSTRAINT "webhook_attempt_result" CHECK (("response_code" IS NULL) = ("error" IS NOT NULL));
