-- AlterTable
ALTER TABLE "reward" ADD COLUMN     "gift_token_id" TEXT;

-- AlterTable
ALTER TABLE "reward_claim" ADD COLUMN     "mint_id" TEXT;

-- By hand.
ALTER TABLE "reward"
  DROP CONSTRAINT "reward_kind",
  ADD CONSTRAINT "reward_kind" CHECK ("kind" IN ('COUPON', 'GIFT')),
  ADD CONSTRAINT "reward_is_whole" CHECK (
    ("kind" <> 'COUPON' OR "text" IS NOT NULL) AND ("kind" = 'GIFT') = ("gift_token_id" IS NOT NULL)),
  ADD CONSTRAINT "reward_gift_token_id_fkey" FOREIGN KEY ("gift_token_id") REFERENCES "token"("id");
ALTER TABLE "reward_claim"
  ADD CONSTRAINT "reward_claim_mint_id_fkey" FOREIGN KEY ("mint_id") REFERENCES "mint"("id");
