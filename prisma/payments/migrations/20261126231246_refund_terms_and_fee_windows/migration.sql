-- DropIndex
DROP INDEX "fee_rule_scope_target_id_key";

-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "cause" TEXT NOT NULL DEFAULT 'OTHER',
ADD COLUMN     "delivery_minor" BIGINT,
ADD COLUMN     "fee_returned" BOOLEAN;

-- AlterTable
ALTER TABLE "fee_rule" ADD COLUMN     "valid_from" TIMESTAMPTZ(3),
ADD COLUMN     "valid_until" TIMESTAMPTZ(3);

ALTER TABLE "refund"
  ADD CONSTRAINT "refund_cause_check" CHECK ("cause" IN ('RETURN', 'DISPUTE', 'OTHER')),
  ADD CONSTRAINT "refund_delivery_check" CHECK ("delivery_minor" BETWEEN 0 AND "amount_minor");

-- At each moment, one rule of a scope and target at most. The first range is one point, a number that stands for both, so that the
-- index needs no extension.
-- small table: fee_rule, a few rows per category and seller
ALTER TABLE "fee_rule"
  ADD CONSTRAINT "fee_rule_window_check" CHECK ("valid_until" > "valid_from"),
  ADD CONSTRAINT "fee_rule_windows_do_not_overlap" EXCLUDE USING gist (
    int8range(hashtextextended("scope" || ':' || "target_id", 0), hashtextextended("scope" || ':' || "target_id", 0), '[]') WITH &&,
    tstzrange("valid_from", "valid_until") WITH &&
  );

-- Looks for the rules of a quote.
-- small table: fee_rule, a few rows per category and seller
CREATE INDEX "fee_rule_target" ON "fee_rule" ("scope", "target_id");
