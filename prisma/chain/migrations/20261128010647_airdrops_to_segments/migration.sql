-- DropIndex
DROP INDEX "airdrop_store_id_idx";

-- AlterTable
ALTER TABLE "airdrop" ADD COLUMN     "is_told" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "left_out" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "segment_id" TEXT,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "airdrop_recipient" ADD COLUMN     "user_id" TEXT,
ALTER COLUMN "address" DROP NOT NULL;

-- CreateIndex
-- small table: airdrop, 50 rows a day of a store at most
CREATE INDEX "airdrop_store_id_created_at_id_idx" ON "airdrop"("store_id", "created_at", "id");

-- By hand.
-- small table: airdrop, 50 rows a day of a store at most
CREATE INDEX "airdrop_untold" ON "airdrop" ("id") WHERE NOT "is_told";
-- A segment may have no people with an account.
ALTER TABLE "airdrop"
  DROP CONSTRAINT "airdrop_total",
  ADD CONSTRAINT "airdrop_total" CHECK (0 <= "pending" AND "pending" <= "total" AND "amount" > 0
    AND ("total" > 0 OR "segment_id" IS NOT NULL)),
  ADD CONSTRAINT "airdrop_left_out" CHECK ("left_out" = 0 OR ("left_out" > 0 AND "segment_id" IS NOT NULL));
-- Both are null for a person who was erased.
ALTER TABLE "airdrop_recipient"
  ADD CONSTRAINT "airdrop_recipient_is_address_or_person" CHECK (num_nonnulls("address", "user_id") <= 1);
