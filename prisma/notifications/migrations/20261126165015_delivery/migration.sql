-- AlterTable
ALTER TABLE "notifications" ADD COLUMN     "claims" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "content" TEXT,
ADD COLUMN     "due_at" TIMESTAMPTZ(3),
ADD COLUMN     "end_reason" TEXT,
ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "last_error" TEXT,
ADD COLUMN     "maybe_sent" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "provider_id" TEXT,
ADD COLUMN     "urgent" BOOLEAN NOT NULL DEFAULT false;

-- The versions before could not deliver. What they composed is not sent: it says nothing new any more.
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_status_known";
UPDATE "notifications" SET "status" = 'SKIPPED', "end_reason" = 'EXPIRED', "ended_at" = now();

-- After the rows there are; processes of the version before write none.
ALTER TABLE "notifications" ALTER COLUMN "due_at" SET DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE "notifications" ADD CONSTRAINT "notifications_status_known"
  CHECK ("status" IN ('QUEUED', 'SENDING', 'FAILED', 'SENT', 'DEAD', 'SKIPPED'));
-- Only what waits is due, so that nothing that has ended is sent again.
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_due_check"
  CHECK (("due_at" IS NOT NULL) = ("status" IN ('QUEUED', 'SENDING', 'FAILED')));
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_sent_check"
  CHECK (("sent_at" IS NOT NULL) = ("status" = 'SENT'));
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_end_check"
  CHECK (("end_reason" IS NOT NULL) = ("status" IN ('DEAD', 'SKIPPED')) AND ("ended_at" IS NOT NULL) = ("end_reason" IS NOT NULL));

-- CreateTable
CREATE TABLE "blocked_address" (
    "address" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "blocked_address_pkey" PRIMARY KEY ("address"),
    CONSTRAINT "blocked_address_reason_check" CHECK ("reason" IN ('BOUNCE', 'COMPLAINT'))
);

-- CreateTable
CREATE TABLE "idempotency" (
    "owner" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("owner","key")
);

-- CreateIndex
CREATE INDEX "idempotency_created_at_idx" ON "idempotency"("created_at");
