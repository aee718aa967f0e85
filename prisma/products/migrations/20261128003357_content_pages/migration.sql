-- CreateTable
CREATE TABLE "content_page" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "markdown" TEXT NOT NULL,
    "media" JSONB NOT NULL,
    "published_from" TIMESTAMPTZ(3),
    "published_until" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "content_page_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "content_page_store_id_created_at_id_idx" ON "content_page"("store_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "content_page_store_id_slug_key" ON "content_page"("store_id", "slug");

-- By hand.
ALTER TABLE "content_page"
  ADD CONSTRAINT "content_page_time" CHECK ("published_until" IS NULL OR "published_from" < "published_until"),
  ADD CONSTRAINT "content_page_markdown" CHECK (char_length("markdown") <= 50000),
  ADD CONSTRAINT "content_page_media" CHECK (jsonb_typeof("media") = 'array');
