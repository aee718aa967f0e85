-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "closed_reason" TEXT;

ALTER TABLE "conversation" ADD CONSTRAINT "conversation_closed_reason" CHECK (
  "closed_reason" IS NULL OR ("status" = 'CLOSED' AND "closed_reason" IN ('SUPPORT', 'ERASURE'))
);
