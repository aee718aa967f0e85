-- AlterTable
ALTER TABLE "order_task" ADD COLUMN     "cause" TEXT,
ADD COLUMN     "delivery_minor" BIGINT,
ADD COLUMN     "fee_returned" BOOLEAN,
ADD COLUMN     "reference" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "order_line" ADD COLUMN     "returned_quantity" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "order_return" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "buyer_id" TEXT,
    "currency" CHAR(3) NOT NULL,
    "status" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "decline_reason" TEXT,
    "instructions" TEXT,
    "tracking_number" TEXT,
    "buyer_pays_return" BOOLEAN NOT NULL,
    "exchange_for" JSONB NOT NULL DEFAULT '[]',
    "refund_minor" BIGINT,
    "refund_delivery_minor" BIGINT,
    "refunded_minor" BIGINT,
    "decision_due_at" TIMESTAMPTZ(3) NOT NULL,
    "send_due_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_return_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_return_line" (
    "return_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "resalable" INTEGER,
    "damaged" INTEGER,

    CONSTRAINT "order_return_line_pkey" PRIMARY KEY ("return_id","line_id")
);

-- CreateTable
CREATE TABLE "order_return_history" (
    "id" BIGSERIAL NOT NULL,
    "return_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "order_return_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "return_policy" (
    "category_id" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "buyer_pays_return" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "return_policy_pkey" PRIMARY KEY ("category_id")
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
CREATE UNIQUE INDEX "order_return_number_key" ON "order_return"("number");

-- CreateIndex
CREATE INDEX "order_return_order_id_idx" ON "order_return"("order_id");

-- CreateIndex
CREATE INDEX "order_return_buyer_id_created_at_id_idx" ON "order_return"("buyer_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "order_return_seller_id_created_at_id_idx" ON "order_return"("seller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "order_return_created_at_id_idx" ON "order_return"("created_at", "id");

-- CreateIndex
CREATE INDEX "order_return_line_line_id_idx" ON "order_return_line"("line_id");

-- CreateIndex
CREATE INDEX "order_return_history_return_id_id_idx" ON "order_return_history"("return_id", "id");

-- CreateIndex
CREATE INDEX "idempotency_created_at_idx" ON "idempotency"("created_at");

-- AddForeignKey
ALTER TABLE "order_return_line" ADD CONSTRAINT "order_return_line_return_id_fkey" FOREIGN KEY ("return_id") REFERENCES "order_return"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_return_history" ADD CONSTRAINT "order_return_history_return_id_fkey" FOREIGN KEY ("return_id") REFERENCES "order_return"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_return" ADD CONSTRAINT "order_return_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Not validated here: that reads the whole table, and every row has the default.
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_returned"
  CHECK ("returned_quantity" BETWEEN 0 AND coalesce("packed_quantity", "quantity")) NOT VALID;

ALTER TABLE "order_task" DROP CONSTRAINT "order_task_kind",
  ADD CONSTRAINT "order_task_kind" CHECK ("kind" IN ('CAPTURE', 'VOID', 'RELEASE', 'REAUTHORIZE', 'REFUND', 'RESTOCK')) NOT VALID,
  ADD CONSTRAINT "order_task_refund" CHECK ("kind" <> 'REFUND' OR ("amount_minor" > 0 AND "delivery_minor" BETWEEN 0 AND "amount_minor"
    AND "cause" IN ('RETURN', 'DISPUTE', 'OTHER') AND "cause" IS NOT NULL AND "delivery_minor" IS NOT NULL AND "amount_minor" IS NOT NULL
    AND "reference" <> '')) NOT VALID,
  ADD CONSTRAINT "order_task_restock" CHECK ("kind" <> 'RESTOCK' OR "reference" <> '') NOT VALID;

ALTER TABLE "orders" DROP CONSTRAINT "orders_status",
  ADD CONSTRAINT "orders_status" CHECK ("status" IN ('PENDING', 'RESERVED', 'REJECTED', 'CONFIRMED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED',
    'PACKAGING', 'PACKAGED', 'PACKAGING_FAILED', 'IN_DELIVERY', 'DELIVERY_FAILED', 'RETURNED_TO_SENDER', 'FULFILLED', 'RETURN_REQUESTED',
    'RETURNED')) NOT VALID;

ALTER TABLE "order_return"
  ADD CONSTRAINT "order_return_status" CHECK ("status" IN ('REQUESTED', 'APPROVED', 'DECLINED', 'CANCELLED', 'IN_TRANSIT', 'RECEIVED', 'REFUNDED')),
  ADD CONSTRAINT "order_return_closed" CHECK (("closed_at" IS NOT NULL) = ("status" IN ('DECLINED', 'CANCELLED', 'REFUNDED'))),
  ADD CONSTRAINT "order_return_refund" CHECK (("refund_minor" IS NOT NULL) = ("status" IN ('RECEIVED', 'REFUNDED'))
    AND ("refund_delivery_minor" IS NOT NULL) = ("refund_minor" IS NOT NULL) AND "refund_delivery_minor" BETWEEN 0 AND "refund_minor"),
  ADD CONSTRAINT "order_return_refunded" CHECK (("refunded_minor" IS NOT NULL) = ("status" = 'REFUNDED')
    AND "refunded_minor" BETWEEN 0 AND "refund_minor");
-- One open return of an order.
CREATE UNIQUE INDEX "order_return_open_idx" ON "order_return" ("order_id") WHERE "status" IN ('REQUESTED', 'APPROVED', 'IN_TRANSIT', 'RECEIVED');
CREATE INDEX "order_return_undecided_idx" ON "order_return" ("decision_due_at") WHERE "status" = 'REQUESTED';
CREATE INDEX "order_return_unsent_idx" ON "order_return" ("send_due_at") WHERE "status" = 'APPROVED';
CREATE INDEX "order_return_guests_idx" ON "order_return" ("closed_at") WHERE "buyer_id" IS NULL AND "note" <> '';

ALTER TABLE "order_return_line"
  ADD CONSTRAINT "order_return_line_quantity" CHECK ("quantity" > 0 AND "resalable" >= 0 AND "damaged" >= 0 AND "resalable" + "damaged" <= "quantity"
    AND ("resalable" IS NULL) = ("damaged" IS NULL)),
  ADD CONSTRAINT "order_return_line_reason" CHECK ("reason" IN ('CHANGED_MIND', 'DEFECTIVE', 'WRONG_ITEM', 'NOT_AS_DESCRIBED', 'DAMAGED'));
ALTER TABLE "return_policy" ADD CONSTRAINT "return_policy_days" CHECK ("days" BETWEEN 0 AND 365);
