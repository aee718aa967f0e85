-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "refusal" TEXT,
ADD COLUMN     "refused_at" TIMESTAMPTZ(3);
