-- CreateTable
CREATE TABLE "data_export_parts" (
    "export_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "subgraph" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "items" TEXT NOT NULL,
    "next" TEXT,

    CONSTRAINT "data_export_parts_pkey" PRIMARY KEY ("export_id","position")
);

-- AddForeignKey
ALTER TABLE "data_export_parts" ADD CONSTRAINT "data_export_parts_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "data_exports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A copy that was made as a whole is one part.
INSERT INTO "data_export_parts" ("export_id", "position", "subgraph", "section", "items")
SELECT "id", 0, 'users', 'user', jsonb_build_array("content")::text FROM "data_exports" WHERE "content" IS NOT NULL;

-- AlterTable
ALTER TABLE "data_exports" DROP COLUMN "content",
ADD COLUMN     "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "parts" INTEGER,
ADD COLUMN     "tries" INTEGER NOT NULL DEFAULT 0;

UPDATE "data_exports" SET "parts" = 1 WHERE "status" = 'READY';

ALTER TABLE "data_exports" ADD CONSTRAINT "data_exports_ready_has_parts" CHECK ("status" <> 'READY' OR "parts" > 0);

ALTER TABLE "data_exports" DROP CONSTRAINT "data_exports_status_check",
  ADD CONSTRAINT "data_exports_status_check" CHECK ("status" IN ('PENDING', 'READY', 'FAILED', 'EXPIRED'));
