-- AlterTable
ALTER TABLE "order_return" ADD COLUMN     "late_until" TIMESTAMPTZ(3);

-- Not validated here: that reads the whole table, and every row has the default.
ALTER TABLE "order_return" ADD CONSTRAINT "order_return_late" CHECK ("late_until" IS NULL OR "status" = 'CANCELLED') NOT VALID;
