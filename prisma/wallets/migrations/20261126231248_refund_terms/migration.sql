-- AlterTable
ALTER TABLE "sale" ADD COLUMN     "fee_kept_minor" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "sale_refund" ADD COLUMN     "cause" TEXT NOT NULL DEFAULT 'OTHER',
ADD COLUMN     "delivery_minor" BIGINT,
ADD COLUMN     "fee_kept_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "fee_returned" BOOLEAN;

-- What the seller paid of a fee is a part of the fee in refunds.
ALTER TABLE "sale" ADD CONSTRAINT "sale_fee_kept" CHECK ("fee_kept_minor" BETWEEN 0 AND "fee_refunded_minor");
ALTER TABLE "sale_refund"
  ADD CONSTRAINT "sale_refund_cause" CHECK ("cause" IN ('RETURN', 'DISPUTE', 'OTHER')),
  ADD CONSTRAINT "sale_refund_delivery" CHECK ("delivery_minor" BETWEEN 0 AND "amount_minor"),
  ADD CONSTRAINT "sale_refund_fee_kept" CHECK ("fee_kept_minor" >= 0);
