-- AlterTable
ALTER TABLE "deposit" ADD COLUMN     "corrected_minor" BIGINT;

-- The credit of a deposit stands; what arrived instead is another amount.
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_corrected" CHECK (
  "corrected_minor" IS NULL OR ("corrected_minor" > 0 AND "status" = 'COMPLETED' AND "corrected_minor" <> "amount_minor")
);
