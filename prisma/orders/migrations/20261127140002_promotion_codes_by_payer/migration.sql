-- The constraint is known to hold, so that no statement here reads the table.
ALTER TABLE "promotion_code" ALTER COLUMN "payer" SET NOT NULL;
ALTER TABLE "promotion_code" DROP CONSTRAINT "promotion_code_has_payer",
  DROP CONSTRAINT "promotion_code_pkey";
ALTER TABLE "promotion_code" ADD CONSTRAINT "promotion_code_pkey" PRIMARY KEY USING INDEX "promotion_code_payer_key";
