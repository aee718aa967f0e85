-- AlterTable
ALTER TABLE "wallet_adjustment" ADD COLUMN     "about_id" TEXT,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'GOODWILL';

-- CreateIndex
-- small table: wallet_adjustment, its rows are written by hand
CREATE INDEX "wallet_adjustment_proposed_by_proposed_at_idx" ON "wallet_adjustment"("proposed_by", "proposed_at");

ALTER TABLE "wallet_adjustment" ADD CONSTRAINT "wallet_adjustment_kind" CHECK (
  ("kind" IN ('GOODWILL', 'DEBT_WRITE_OFF') AND "about_id" IS NULL)
  OR ("kind" IN ('SUSPENSE', 'SUSPENSE_WRITE_OFF') AND "about_id" IS NOT NULL)
);

-- Money in suspense is decided about once.
-- small table: wallet_adjustment, its rows are written by hand
CREATE UNIQUE INDEX "wallet_adjustment_once" ON "wallet_adjustment" ("about_id") WHERE "status" <> 'REJECTED';
