-- AlterTable
ALTER TABLE "store_plan_subscriptions" ADD COLUMN     "card_decisions" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "has_card" BOOLEAN NOT NULL DEFAULT true;
