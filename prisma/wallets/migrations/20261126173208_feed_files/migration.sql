-- AlterTable
ALTER TABLE "feed_import" ADD COLUMN     "bytes" INTEGER,
ADD COLUMN     "due_at" TIMESTAMPTZ(3),
ADD COLUMN     "idempotency_key" TEXT,
ADD COLUMN     "is_file" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "next_line" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "unreadable" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "upload" TEXT;

-- CreateTable
CREATE TABLE "feed_file_part" (
    "import_id" TEXT NOT NULL,
    "upload" TEXT NOT NULL,
    "first_line" INTEGER NOT NULL,
    "lines" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "feed_file_part_pkey" PRIMARY KEY ("import_id","upload","first_line")
);

-- small table: feed_import, the imports of 90 days
CREATE UNIQUE INDEX "feed_import_actor_id_idempotency_key_key" ON "feed_import"("actor_id", "idempotency_key");
-- small table: feed_import, the imports of 90 days
CREATE INDEX "feed_import_due" ON "feed_import"("due_at") WHERE "due_at" IS NOT NULL;
ALTER TABLE "feed_import"
  ADD CONSTRAINT "feed_import_file" CHECK ("is_file" = ("idempotency_key" IS NOT NULL) AND ("is_file" OR "due_at" IS NULL)),
  ADD CONSTRAINT "feed_import_due_check" CHECK (("due_at" IS NOT NULL) = ("is_file" AND "status" = 'RUNNING'));
ALTER TABLE "feed_import"
  DROP CONSTRAINT "feed_import_status",
  DROP CONSTRAINT "feed_import_end",
  ADD CONSTRAINT "feed_import_status" CHECK ("status" IN ('UPLOADING', 'RUNNING', 'DONE', 'GAP', 'BUSY', 'INTERRUPTED', 'EXPIRED')),
  ADD CONSTRAINT "feed_import_end" CHECK (("status" IN ('UPLOADING', 'RUNNING')) = ("ended_at" IS NULL));
