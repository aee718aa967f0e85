-- AlterTable
ALTER TABLE "reward" ADD COLUMN     "told" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "told_at" TIMESTAMPTZ(3),
ADD COLUMN     "told_until" BIGINT;

-- By hand.
-- small table: reward, 200 rows a day of a store at most
CREATE INDEX "reward_untold" ON "reward" ("created_at", "id") WHERE "told_at" IS NULL AND "ended_at" IS NULL;
ALTER TABLE "reward" ADD CONSTRAINT "reward_told" CHECK ("told" >= 0);
