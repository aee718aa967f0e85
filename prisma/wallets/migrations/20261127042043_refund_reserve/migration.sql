-- CreateTable
CREATE TABLE "refund_reserve" (
    "refund_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_reserve_pkey" PRIMARY KEY ("refund_id")
);

ALTER TABLE "refund_reserve" ADD CONSTRAINT "refund_reserve_amount_check" CHECK ("amount_minor" > 0);
CREATE INDEX "refund_reserve_open" ON "refund_reserve" ("payment_id") WHERE "ended_at" IS NULL;
CREATE INDEX "refund_reserve_ended_at" ON "refund_reserve" ("ended_at") WHERE "ended_at" IS NOT NULL;
