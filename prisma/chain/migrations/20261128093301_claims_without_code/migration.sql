-- Written by hand.
-- Claims whose code of a promotion is not there yet. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "reward_claim_without_code" ON "reward_claim" ("created_at", "id")
  WHERE "coupon_code" IS NULL AND "mint_id" IS NULL AND "promotion_code" IS NULL;
