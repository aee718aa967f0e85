-- AlterTable
ALTER TABLE "store_plan_subscriptions" ADD COLUMN     "needs_confirmation" BOOLEAN NOT NULL DEFAULT false;
