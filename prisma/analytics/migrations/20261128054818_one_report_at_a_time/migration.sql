-- AlterTable
ALTER TABLE "reports" ADD COLUMN     "awaits" JSONB,
ADD COLUMN     "claimed_until" TIMESTAMPTZ(3);
