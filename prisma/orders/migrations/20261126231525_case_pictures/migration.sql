-- CreateTable
CREATE TABLE "case_picture" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "used_by" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "case_picture_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "case_picture_key_key" ON "case_picture"("key");

-- CreateIndex
CREATE INDEX "case_picture_used_by_position_idx" ON "case_picture"("used_by", "position");

-- CreateIndex
CREATE INDEX "case_picture_owner_created_at_idx" ON "case_picture"("owner", "created_at");

-- The job that removes unused pictures.
CREATE INDEX "case_picture_unused" ON "case_picture" ("expires_at") WHERE "used_by" IS NULL;

ALTER TABLE "case_picture"
  ADD CONSTRAINT "case_picture_status" CHECK ("status" IN ('PENDING', 'UPLOADED', 'USED', 'REMOVED')),
  ADD CONSTRAINT "case_picture_used" CHECK ("used_by" IS NULL OR "status" = 'USED'),
  ADD CONSTRAINT "case_picture_size" CHECK ("size" > 0);
