-- AlterTable
ALTER TABLE "reward" ADD COLUMN     "promotion_ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "promotion_id" TEXT,
ADD COLUMN     "promotion_version" INTEGER;

-- AlterTable
ALTER TABLE "reward_claim" ADD COLUMN     "promotion_code" TEXT,
ADD COLUMN     "redemption_version" INTEGER;

-- small table: reward, 200 rows a day of a store at most
-- CreateIndex
CREATE INDEX "reward_promotion_id_idx" ON "reward"("promotion_id");

-- By hand.
ALTER TABLE "reward"
  DROP CONSTRAINT "reward_kind",
  DROP CONSTRAINT "reward_is_whole",
  ADD CONSTRAINT "reward_kind" CHECK ("kind" IN ('COUPON', 'GIFT', 'DISCOUNT')),
  ADD CONSTRAINT "reward_is_whole" CHECK (
    ("kind" <> 'COUPON' OR "text" IS NOT NULL) AND ("kind" = 'GIFT') = ("gift_token_id" IS NOT NULL)
      AND ("kind" = 'DISCOUNT') = ("promotion_id" IS NOT NULL) AND ("promotion_id" IS NULL) = ("promotion_version" IS NULL));
