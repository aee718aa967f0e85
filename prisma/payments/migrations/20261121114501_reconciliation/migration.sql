-- CreateTable
CREATE TABLE "reconciliation" (
    "day" DATE NOT NULL,
    "provider" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "final" BOOLEAN NOT NULL DEFAULT false,
    "complete" BOOLEAN NOT NULL DEFAULT true,
    "totals" JSONB NOT NULL DEFAULT '[]',
    "break_count" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "ran_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("day","provider")
);

-- CreateTable
CREATE TABLE "reconciliation_break" (
    "day" DATE NOT NULL,
    "provider" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "stage" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "payment_id" TEXT,
    "refund_id" TEXT,
    "currency" CHAR(3) NOT NULL,
    "ours_minor" BIGINT,
    "theirs_minor" BIGINT,

    CONSTRAINT "reconciliation_break_pkey" PRIMARY KEY ("day","provider","position")
);

ALTER TABLE "reconciliation"
  ADD CONSTRAINT "reconciliation_status_check" CHECK ("status" IN ('PENDING', 'DONE', 'NOT_COMPARABLE')),
  ADD CONSTRAINT "reconciliation_claim_check" CHECK (("status" = 'PENDING') = ("claimed_until" IS NOT NULL));
CREATE INDEX reconciliation_waiting ON reconciliation (claimed_until) WHERE claimed_until IS NOT NULL;
ALTER TABLE "reconciliation_break"
  ADD CONSTRAINT "reconciliation_break_stage_check" CHECK ("stage" IN ('AUTHORIZED', 'CAPTURED', 'REFUNDED')),
  ADD CONSTRAINT "reconciliation_break_kind_check" CHECK ("kind" IN ('UNKNOWN_HERE', 'NOT_RECORDED_HERE', 'AMOUNT_DIFFERS', 'MISSING_AT_PROVIDER'));
-- What went back on a day.
CREATE INDEX refund_by_day ON refund (created_at, id);
CREATE INDEX past_authorization_by_day ON past_authorization (authorized_at, provider_ref);
