-- AlterTable
ALTER TABLE "store_plan_subscriptions" ADD COLUMN     "decisions" INTEGER NOT NULL DEFAULT 0;

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
CREATE INDEX "idempotency_created_at_idx" ON "idempotency"("created_at");
