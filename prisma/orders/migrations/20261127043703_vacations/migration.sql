-- AlterTable
ALTER TABLE "seller" ADD COLUMN     "vacation_message" TEXT,
ADD COLUMN     "vacation_since" TIMESTAMPTZ(3),
ADD COLUMN     "vacation_until" TIMESTAMPTZ(3),
ADD COLUMN     "vacation_version" INTEGER NOT NULL DEFAULT 0;

-- A vacation has a message, and ends after its start.
ALTER TABLE "seller" ADD CONSTRAINT "seller_vacation_check" CHECK (
  ("vacation_since" IS NULL) = ("vacation_message" IS NULL)
  AND ("vacation_until" IS NULL OR "vacation_until" > "vacation_since")
) NOT VALID;
