-- CreateTable
CREATE TABLE "subscription" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "customer_ref" TEXT NOT NULL,
    "method_ref" TEXT NOT NULL,
    "provider_ref" TEXT,
    "client_secret" TEXT,
    "action_url" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "paid_until" TIMESTAMPTZ(3),
    "wanted_end" TEXT NOT NULL DEFAULT 'NOT_SET',
    "ends_with_period" BOOLEAN NOT NULL DEFAULT false,
    "idempotency_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription_invoice" (
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "payment_ref" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_invoice_pkey" PRIMARY KEY ("provider","provider_ref")
);

-- CreateIndex
CREATE INDEX "subscription_user_id_id_idx" ON "subscription"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_reference_idempotency_key_key" ON "subscription"("reference", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_provider_provider_ref_key" ON "subscription"("provider", "provider_ref");

-- CreateIndex
CREATE INDEX "subscription_invoice_subscription_id_period_start_idx" ON "subscription_invoice"("subscription_id", "period_start");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_invoice_provider_payment_ref_key" ON "subscription_invoice"("provider", "payment_ref");

-- AddForeignKey
ALTER TABLE "subscription_invoice" ADD CONSTRAINT "subscription_invoice_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What is paid for has one subscription at a time.
CREATE UNIQUE INDEX "subscription_live" ON "subscription" ("reference") WHERE "status" NOT IN ('ENDED', 'FAILED');

CREATE INDEX "subscription_due" ON "subscription" ("due_at") WHERE "due_at" IS NOT NULL;

ALTER TABLE "subscription"
  ADD CONSTRAINT "subscription_amount_check" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "subscription_status_check" CHECK ("status" IN ('CREATED', 'REQUIRES_ACTION', 'ACTIVE', 'PAST_DUE', 'ENDED', 'FAILED')),
  ADD CONSTRAINT "subscription_end_check" CHECK ("wanted_end" IN ('NOT_SET', 'PERIOD_END', 'NOW')),
  ADD CONSTRAINT "subscription_paid_check" CHECK (("status" IN ('ACTIVE', 'PAST_DUE', 'ENDED')) = ("paid_until" IS NOT NULL)),
  ADD CONSTRAINT "subscription_failure_check" CHECK (("status" = 'FAILED') = ("failure_code" IS NOT NULL));

ALTER TABLE "subscription_invoice"
  ADD CONSTRAINT "subscription_invoice_amount_check" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "subscription_invoice_period_check" CHECK ("period_end" > "period_start");
