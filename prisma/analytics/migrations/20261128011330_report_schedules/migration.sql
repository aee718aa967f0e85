-- CreateTable
CREATE TABLE "report_schedules" (
    "id" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "seller_id" TEXT,
    "format" TEXT NOT NULL,
    "columns" TEXT[],
    "filter" JSONB NOT NULL,
    "every" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "hour" INTEGER NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_schedules_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "report_schedules_requested_by_created_at_id_idx" ON "report_schedules"("requested_by", "created_at", "id");

ALTER TABLE "report_schedules"
  ADD CONSTRAINT "report_schedules_every" CHECK ("every" IN ('DAY', 'WEEK', 'MONTH')),
  ADD CONSTRAINT "report_schedules_hour" CHECK ("hour" BETWEEN 0 AND 23),
  ADD CONSTRAINT "report_schedules_scope" CHECK (("scope" = 'SELLER') = ("seller_id" IS NOT NULL));

-- For the job that makes their reports.
CREATE INDEX "report_schedules_due_idx" ON "report_schedules" ("next_at") WHERE "ended_at" IS NULL;
