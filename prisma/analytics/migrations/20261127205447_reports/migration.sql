-- CreateTable
CREATE TABLE "reports" (
    "id" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "schedule_id" TEXT,
    "type" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "seller_id" TEXT,
    "format" TEXT NOT NULL,
    "columns" TEXT[],
    "filter" JSONB NOT NULL,
    "from_day" TEXT NOT NULL,
    "to_day" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "position" JSONB,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "parts" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "reports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_parts" (
    "report_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "sheet" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,
    "crc" BIGINT NOT NULL,
    "size" BIGINT NOT NULL,
    "rows" INTEGER NOT NULL,

    CONSTRAINT "report_parts_pkey" PRIMARY KEY ("report_id","position")
);

-- CreateTable
CREATE TABLE "idempotency" (
    "owner" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("owner","key")
);

-- CreateIndex
CREATE INDEX "reports_requested_by_created_at_id_idx" ON "reports"("requested_by", "created_at", "id");

-- CreateIndex
CREATE INDEX "idempotency_created_at_idx" ON "idempotency"("created_at");

-- AddForeignKey
ALTER TABLE "report_parts" ADD CONSTRAINT "report_parts_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "reports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "reports"
  ADD CONSTRAINT "reports_status" CHECK ("status" IN ('PENDING', 'RUNNING', 'COMPLETE', 'FAILED', 'CANCELLED', 'EXPIRED')),
  ADD CONSTRAINT "reports_scope" CHECK (("scope" = 'SELLER') = ("seller_id" IS NOT NULL)),
  ADD CONSTRAINT "reports_failure" CHECK (("status" = 'FAILED') = ("failure" IS NOT NULL)),
  ADD CONSTRAINT "reports_complete" CHECK ("status" NOT IN ('COMPLETE', 'EXPIRED') OR ("parts" > 0 AND "completed_at" IS NOT NULL AND "expires_at" IS NOT NULL)),
  ADD CONSTRAINT "reports_numbers" CHECK ("rows" >= 0 AND "bytes" >= 0 AND "parts" >= 0);

-- Of the unfinished reports of a person, the oldest one is written.
CREATE INDEX "reports_unfinished_idx" ON "reports" ("requested_by", "created_at", "id") WHERE "status" IN ('PENDING', 'RUNNING');

-- For the job that writes them, and the one that deletes their files.
CREATE INDEX "reports_due_idx" ON "reports" ("due_at") WHERE "status" IN ('PENDING', 'RUNNING');
CREATE INDEX "reports_expiring_idx" ON "reports" ("expires_at") WHERE "status" = 'COMPLETE';
