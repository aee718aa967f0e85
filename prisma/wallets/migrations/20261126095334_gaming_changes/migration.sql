-- CreateTable
CREATE TABLE "gaming_limit_change" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "previous_minor" BIGINT,
    "amount_minor" BIGINT,
    "status" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "gaming_limit_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gaming_exclusion" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "staff_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "gaming_exclusion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "gaming_limit_change_user_id_id_idx" ON "gaming_limit_change"("user_id", "id");

-- CreateIndex
CREATE INDEX "gaming_exclusion_user_id_id_idx" ON "gaming_exclusion"("user_id", "id");

-- By hand.
-- One request at a time waits for each limit.
CREATE UNIQUE INDEX "gaming_limit_change_pending" ON "gaming_limit_change" ("user_id", "currency", "kind", "period")
  WHERE "status" = 'PENDING';
ALTER TABLE "gaming_limit_change"
  ADD CONSTRAINT "gaming_limit_change_status" CHECK (
    "status" IN ('PENDING', 'APPLIED', 'REPLACED') AND ("applied_at" IS NOT NULL) = ("status" = 'APPLIED')
  ),
  ADD CONSTRAINT "gaming_limit_change_amounts" CHECK (least("previous_minor", "amount_minor") >= 0);
ALTER TABLE "gaming_exclusion"
  ADD CONSTRAINT "gaming_exclusion_kind" CHECK (
    "kind" IN ('TIME_OUT', 'SELF_EXCLUSION') AND ("until" > "started_at" OR ("until" IS NULL AND "kind" = 'SELF_EXCLUSION'))
  ),
  ADD CONSTRAINT "gaming_exclusion_reason" CHECK ("reason" IS NULL OR "staff_id" IS NOT NULL);
