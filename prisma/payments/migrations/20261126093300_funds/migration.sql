-- CreateTable
CREATE TABLE "collection" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "user_id" TEXT,
    "method" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "received_minor" BIGINT,
    "provider_ref" TEXT,
    "receipt" TEXT,
    "client_secret" TEXT,
    "action_url" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "request_hash" TEXT NOT NULL,
    "sealed" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disbursement" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" TEXT,
    "collection_id" TEXT,
    "payment_id" TEXT,
    "provider" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "provider_ref" TEXT,
    "receipt" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "request_hash" TEXT NOT NULL,
    "sealed" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disbursement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "collection_reference_key" ON "collection"("reference");

-- CreateIndex
CREATE INDEX "collection_user_id_idx" ON "collection"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "collection_provider_provider_ref_key" ON "collection"("provider", "provider_ref");

-- CreateIndex
CREATE UNIQUE INDEX "collection_provider_receipt_key" ON "collection"("provider", "receipt");

-- CreateIndex
CREATE UNIQUE INDEX "disbursement_reference_key" ON "disbursement"("reference");

-- CreateIndex
CREATE INDEX "disbursement_user_id_idx" ON "disbursement"("user_id");

-- CreateIndex
CREATE INDEX "disbursement_collection_id_idx" ON "disbursement"("collection_id");

-- CreateIndex
CREATE INDEX "disbursement_payment_id_idx" ON "disbursement"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "disbursement_provider_provider_ref_key" ON "disbursement"("provider", "provider_ref");

-- CreateIndex
CREATE UNIQUE INDEX "disbursement_provider_receipt_key" ON "disbursement"("provider", "receipt");

-- Rows with work that is due.
CREATE INDEX collection_due ON collection (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX disbursement_due ON disbursement (due_at) WHERE due_at IS NOT NULL;

-- Money is received once the collection succeeded, and not before; a failure has its reason.
ALTER TABLE "collection"
  ADD CONSTRAINT "collection_amount_check" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "collection_received_check" CHECK (("status" = 'SUCCEEDED') = ("received_minor" IS NOT NULL) AND "received_minor" > 0),
  ADD CONSTRAINT "collection_status_check" CHECK ("status" IN ('CREATED', 'PENDING', 'REQUIRES_ACTION', 'SUCCEEDED', 'FAILED')),
  ADD CONSTRAINT "collection_purpose_check" CHECK ("purpose" IN ('DEPOSIT', 'CHECKOUT')),
  ADD CONSTRAINT "collection_failure_check" CHECK (("status" = 'FAILED') = ("failure_code" IS NOT NULL));

ALTER TABLE "disbursement"
  ADD CONSTRAINT "disbursement_amount_check" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "disbursement_status_check" CHECK ("status" IN ('CREATED', 'PENDING', 'UNKNOWN', 'SUCCEEDED', 'FAILED')),
  ADD CONSTRAINT "disbursement_purpose_check" CHECK ("purpose" IN ('WITHDRAWAL', 'RETURN')),
  ADD CONSTRAINT "disbursement_kind_check" CHECK ("kind" IN ('B2C', 'REVERSAL')),
  ADD CONSTRAINT "disbursement_returned_check" CHECK (("purpose" = 'RETURN') = ("collection_id" IS NOT NULL)),
  ADD CONSTRAINT "disbursement_failure_check" CHECK (("status" = 'FAILED') = ("failure_code" IS NOT NULL));
