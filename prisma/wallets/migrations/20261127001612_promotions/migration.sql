-- AlterTable
ALTER TABLE "sale_order" ADD COLUMN     "promotions_minor" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "sale" ADD COLUMN     "promotions_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "promotions_refunded_minor" BIGINT NOT NULL DEFAULT 0;

-- The chart of accounts: see docs/ledger.md. subgraphs/wallets/ledger/account.ts has the same row.
INSERT INTO "ledger_code" ("code", "kind", "has_owner", "may_be_negative") VALUES ('promotions', 'expense', false, true);

ALTER TABLE "sale_order" ADD CONSTRAINT "sale_order_promotions" CHECK ("promotions_minor" >= 0);
-- The parts are what the buyer paid, and what the platform added.
ALTER TABLE "sale" DROP CONSTRAINT "sale_parts", DROP CONSTRAINT "sale_refunds";
ALTER TABLE "sale" ADD CONSTRAINT "sale_parts" CHECK (
  "posted_at" IS NULL OR "seller_minor" + "fee_minor" + "tax_minor" + "delivery_minor" - "promotions_minor" = "captured_minor"
) NOT VALID;
ALTER TABLE "sale" ADD CONSTRAINT "sale_refunds" CHECK (
  "refunded_minor" BETWEEN 0 AND "captured_minor"
  AND "seller_refunded_minor" + "fee_refunded_minor" + "tax_refunded_minor" + "delivery_refunded_minor" - "promotions_refunded_minor"
    = "refunded_minor"
  AND "seller_refunded_minor" BETWEEN 0 AND coalesce("seller_minor", 0)
  AND "fee_refunded_minor" BETWEEN 0 AND coalesce("fee_minor", 0)
  AND "tax_refunded_minor" BETWEEN 0 AND coalesce("tax_minor", 0)
  AND "delivery_refunded_minor" BETWEEN 0 AND coalesce("delivery_minor", 0)
  AND "promotions_refunded_minor" BETWEEN 0 AND "promotions_minor"
) NOT VALID;
ALTER TABLE "sale" VALIDATE CONSTRAINT "sale_parts";
ALTER TABLE "sale" VALIDATE CONSTRAINT "sale_refunds";
