-- CreateTable
CREATE TABLE "dispute" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "buyer_id" TEXT,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "answer_due_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,
    "decision_reason" TEXT,
    "refund_minor" BIGINT NOT NULL DEFAULT 0,
    "refund_delivery_minor" BIGINT NOT NULL DEFAULT 0,
    "refund_status" TEXT NOT NULL DEFAULT 'NONE',
    "bank_ref" TEXT,
    "bank_reason" TEXT,
    "evidence_submitted_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute_line" (
    "dispute_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "dispute_line_pkey" PRIMARY KEY ("dispute_id","line_id")
);

-- CreateTable
CREATE TABLE "dispute_message" (
    "id" TEXT NOT NULL,
    "dispute_id" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "author_id" TEXT,
    "text" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dispute_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute_history" (
    "id" BIGSERIAL NOT NULL,
    "dispute_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,

    CONSTRAINT "dispute_history_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "dispute_number_key" ON "dispute"("number");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_bank_ref_key" ON "dispute"("bank_ref");

-- CreateIndex
CREATE INDEX "dispute_order_id_created_at_id_idx" ON "dispute"("order_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "dispute_buyer_id_created_at_id_idx" ON "dispute"("buyer_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "dispute_seller_id_created_at_id_idx" ON "dispute"("seller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "dispute_created_at_id_idx" ON "dispute"("created_at", "id");

-- CreateIndex
CREATE INDEX "dispute_message_dispute_id_created_at_id_idx" ON "dispute_message"("dispute_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "dispute_message_author_id_idx" ON "dispute_message"("author_id");

-- CreateIndex
CREATE INDEX "dispute_history_dispute_id_id_idx" ON "dispute_history"("dispute_id", "id");

-- AddForeignKey
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dispute_line" ADD CONSTRAINT "dispute_line_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "dispute"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dispute_message" ADD CONSTRAINT "dispute_message_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "dispute"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dispute_history" ADD CONSTRAINT "dispute_history_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "dispute"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A chargeback may follow a return or a dispute that has ended, and takes an open dispute over.
CREATE UNIQUE INDEX "dispute_open" ON "dispute" ("order_id")
  WHERE "kind" = 'BUYER' AND "status" IN ('OPEN', 'ANSWERED', 'READY_FOR_DECISION');
-- The job that ends the time to answer.
CREATE INDEX "dispute_waiting" ON "dispute" ("answer_due_at") WHERE "status" IN ('OPEN', 'ANSWERED');
-- The rows that retention changes.
CREATE INDEX "dispute_closed_idx" ON "dispute" ("closed_at") WHERE "closed_at" IS NOT NULL;

ALTER TABLE "dispute"
  ADD CONSTRAINT "dispute_kind" CHECK ("kind" IN ('BUYER', 'CHARGEBACK')),
  ADD CONSTRAINT "dispute_reason" CHECK ("reason" IN ('NOT_RECEIVED', 'NOT_AS_DESCRIBED', 'OTHER')),
  ADD CONSTRAINT "dispute_status" CHECK ("status" IN ('OPEN', 'ANSWERED', 'READY_FOR_DECISION', 'RESOLVED', 'WITHDRAWN')),
  ADD CONSTRAINT "dispute_outcome" CHECK (("outcome" IS NOT NULL) = ("status" = 'RESOLVED') AND "outcome" IN ('BUYER', 'SELLER', 'SPLIT')),
  ADD CONSTRAINT "dispute_closed" CHECK (("closed_at" IS NOT NULL) = ("status" IN ('RESOLVED', 'WITHDRAWN'))),
  ADD CONSTRAINT "dispute_amounts" CHECK ("amount_minor" >= 0 AND "refund_delivery_minor" >= 0 AND "refund_minor" >= "refund_delivery_minor"),
  ADD CONSTRAINT "dispute_refund" CHECK ("refund_status" IN ('NONE', 'PENDING', 'REFUNDED', 'FAILED')
    AND ("refund_status" = 'NONE') = ("refund_minor" = 0) AND ("refund_minor" = 0 OR "status" = 'RESOLVED')),
  ADD CONSTRAINT "dispute_chargeback" CHECK (("bank_ref" IS NOT NULL) = ("kind" = 'CHARGEBACK'));

ALTER TABLE "dispute_line" ADD CONSTRAINT "dispute_line_quantity" CHECK ("quantity" > 0);

ALTER TABLE "dispute_message" ADD CONSTRAINT "dispute_message_side" CHECK ("side" IN ('BUYER', 'SELLER', 'SUPPORT'));

-- Work that chargebacks need.
ALTER TABLE "order_task" DROP CONSTRAINT "order_task_kind";
ALTER TABLE "order_task" ADD CONSTRAINT "order_task_kind"
  CHECK ("kind" IN ('CAPTURE', 'VOID', 'RELEASE', 'REAUTHORIZE', 'REFUND', 'RESTOCK', 'EVIDENCE', 'ACCEPT')) NOT VALID;
