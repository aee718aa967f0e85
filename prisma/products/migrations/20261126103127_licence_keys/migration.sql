-- AlterTable
ALTER TABLE "variant" ADD COLUMN     "keys_version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "needs_key" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "licence_key" (
    "id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "order_id" TEXT,
    "line_id" TEXT,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "reserved_at" TIMESTAMPTZ(3),
    "shown_at" TIMESTAMPTZ(3),

    CONSTRAINT "licence_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "licence_order" (
    "order_id" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "licence_order_pkey" PRIMARY KEY ("order_id")
);

-- CreateIndex
CREATE INDEX "licence_key_line_id_idx" ON "licence_key"("line_id");

-- CreateIndex
CREATE INDEX "licence_key_order_id_idx" ON "licence_key"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "licence_key_variant_id_digest_key" ON "licence_key"("variant_id", "digest");

-- CreateIndex
CREATE INDEX "licence_order_changed_at_idx" ON "licence_order"("changed_at");

-- Free keys, the oldest first.
CREATE INDEX "licence_key_free_idx" ON "licence_key" ("variant_id", "id") WHERE "line_id" IS NULL;

-- A key belongs to a line of an order, or to nobody; and only a key of a line was seen.
ALTER TABLE "licence_key" ADD CONSTRAINT "licence_key_whole"
  CHECK (("order_id" IS NULL) = ("line_id" IS NULL) AND ("line_id" IS NOT NULL OR "shown_at" IS NULL));
