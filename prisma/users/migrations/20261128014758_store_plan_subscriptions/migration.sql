-- CreateTable
CREATE TABLE "store_plan_subscriptions" (
    "store_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "paid_until" TIMESTAMPTZ(3),
    "ends_with_period" BOOLEAN NOT NULL,
    "grace_until" TIMESTAMPTZ(3),
    "is_entitled" BOOLEAN NOT NULL,
    "sequence" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "store_plan_subscriptions_pkey" PRIMARY KEY ("store_id")
);

-- AddForeignKey
ALTER TABLE "store_plan_subscriptions" ADD CONSTRAINT "store_plan_subscriptions_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX "store_plan_subscriptions_lapsing" ON "store_plan_subscriptions" ("grace_until") WHERE "status" = 'PAST_DUE' AND "is_entitled";

ALTER TABLE "store_plan_subscriptions"
  ADD CONSTRAINT "store_plan_subscriptions_status_check" CHECK ("status" IN ('REQUIRES_ACTION', 'ACTIVE', 'PAST_DUE', 'ENDED', 'FAILED')),
  ADD CONSTRAINT "store_plan_subscriptions_grace_check" CHECK (("status" = 'PAST_DUE') = ("grace_until" IS NOT NULL)),
  ADD CONSTRAINT "store_plan_subscriptions_entitled_check" CHECK (NOT "is_entitled" OR "status" IN ('ACTIVE', 'PAST_DUE'));
