-- CreateTable
CREATE TABLE "unmatched_funds" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "receipt" TEXT,
    "provider_ref" TEXT,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT,
    "reference" TEXT,
    "about_id" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "unmatched_funds_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "unmatched_funds_event_id_key" ON "unmatched_funds"("event_id");

-- CreateIndex
CREATE INDEX "unmatched_funds_received_at_id_idx" ON "unmatched_funds"("received_at", "id");
