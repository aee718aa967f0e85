-- AlterTable
ALTER TABLE "upload" ADD COLUMN     "purpose" TEXT NOT NULL DEFAULT 'CATALOGUE';

-- CreateTable
CREATE TABLE "digital_file" (
    "id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "digital_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "digital_download" (
    "id" BIGSERIAL NOT NULL,
    "line_id" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "link" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "counts" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "digital_download_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "digital_file_variant_id_upload_id_key" ON "digital_file"("variant_id", "upload_id");

-- CreateIndex
CREATE INDEX "digital_file_upload_id_idx" ON "digital_file"("upload_id");

-- CreateIndex
CREATE INDEX "digital_download_line_id_file_id_idx" ON "digital_download"("line_id", "file_id");

ALTER TABLE "upload" ADD CONSTRAINT "upload_purpose" CHECK ("purpose" IN ('CATALOGUE', 'DIGITAL_GOODS'));

-- Digital goods without a file cannot be handed over, so they are sold out until they have one.
UPDATE "variant" v SET "available" = 0 FROM "product" p WHERE p."id" = v."product_id" AND p."type" = 'DIGITAL';
WITH changed AS (
  UPDATE "product" p SET "status" = 'SOLD_OUT', "updated_at" = now(), "version" = p."version" + 1
  WHERE p."status" = 'ACTIVE' AND p."type" = 'DIGITAL'
  RETURNING p."id"
)
INSERT INTO "product_history" ("product_id", "at", "from_status", "to_status", "actor_kind", "actor_id", "reason")
SELECT "id", now(), 'ACTIVE', 'SOLD_OUT', 'service', 'products', 'no file to download' FROM changed ORDER BY "id";
