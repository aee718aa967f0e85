-- AlterTable
ALTER TABLE "case_picture" ADD COLUMN     "left_out" TEXT,
ADD COLUMN     "shows" TEXT NOT NULL DEFAULT 'OTHER';

-- Rows of before are OTHER and were not looked at, so that nothing needs to be read.
ALTER TABLE "case_picture" ADD CONSTRAINT "case_picture_shows" CHECK (
  "shows" IN ('SHIPPING', 'MESSAGES', 'RECEIPT', 'OTHER')
) NOT VALID;
ALTER TABLE "case_picture" ADD CONSTRAINT "case_picture_left_out" CHECK (
  "left_out" IN ('WRONG_TYPE', 'TOO_MANY', 'TOO_LARGE', 'NO_FILE', 'REFUSED', 'NO_TIME')
) NOT VALID;
