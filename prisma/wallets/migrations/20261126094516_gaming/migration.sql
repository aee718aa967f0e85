-- CreateTable
CREATE TABLE "gaming_person" (
    "user_id" TEXT NOT NULL,
    "date_of_birth" DATE,
    "country" TEXT,
    "exclusion_kind" TEXT,
    "excluded_until" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "gaming_person_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "gaming_account" (
    "user_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "deposited_minor" BIGINT NOT NULL DEFAULT 0,
    "staked_minor" BIGINT NOT NULL DEFAULT 0,
    "returned_minor" BIGINT NOT NULL DEFAULT 0,
    "deposit_day_minor" BIGINT,
    "deposit_week_minor" BIGINT,
    "deposit_month_minor" BIGINT,
    "stake_day_minor" BIGINT,
    "stake_week_minor" BIGINT,
    "stake_month_minor" BIGINT,
    "loss_day_minor" BIGINT,
    "loss_week_minor" BIGINT,
    "loss_month_minor" BIGINT,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "rewrites" INTEGER NOT NULL DEFAULT 0,
    "latest_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gaming_account_pkey" PRIMARY KEY ("user_id","currency")
);

-- CreateTable
CREATE TABLE "gaming_activity" (
    "user_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "activity" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "before_minor" BIGINT NOT NULL,
    "reference" TEXT NOT NULL,
    "taken_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "gaming_activity_pkey" PRIMARY KEY ("user_id","currency","sequence")
);

-- CreateTable
CREATE TABLE "minimum_age" (
    "country" TEXT NOT NULL,
    "years" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT,

    CONSTRAINT "minimum_age_pkey" PRIMARY KEY ("country")
);

-- CreateIndex
CREATE UNIQUE INDEX "gaming_activity_reference_key" ON "gaming_activity"("reference");

-- CreateIndex
CREATE INDEX "gaming_activity_user_id_currency_activity_at_sequence_idx" ON "gaming_activity"("user_id", "currency", "activity", "at", "sequence");

-- CreateIndex
CREATE INDEX "gaming_activity_at_idx" ON "gaming_activity" USING BRIN ("at");

-- By hand.
ALTER TABLE "gaming_person"
  ADD CONSTRAINT "gaming_person_exclusion" CHECK (
    "exclusion_kind" IN ('TIME_OUT', 'SELF_EXCLUSION')
    AND ("excluded_until" IS NOT NULL OR "exclusion_kind" = 'SELF_EXCLUSION')
    OR ("exclusion_kind" IS NULL AND "excluded_until" IS NULL)
  );
ALTER TABLE "gaming_account"
  ADD CONSTRAINT "gaming_account_totals" CHECK ("deposited_minor" >= 0 AND "staked_minor" >= 0),
  ADD CONSTRAINT "gaming_account_limits" CHECK (
    least("deposit_day_minor", "deposit_week_minor", "deposit_month_minor", "stake_day_minor", "stake_week_minor",
      "stake_month_minor", "loss_day_minor", "loss_week_minor", "loss_month_minor") >= 0
  );
ALTER TABLE "gaming_activity"
  ADD CONSTRAINT "gaming_activity_amount" CHECK (
    ("activity" IN ('deposit', 'stake') AND "amount_minor" > 0 AND "before_minor" >= 0) OR "activity" = 'return'
  );
ALTER TABLE "minimum_age" ADD CONSTRAINT "minimum_age_years" CHECK ("years" BETWEEN 18 AND 99);

INSERT INTO "minimum_age" ("country", "years")
VALUES ('BE', 21), ('ET', 21), ('GR', 21), ('UG', 25), ('US', 21);
