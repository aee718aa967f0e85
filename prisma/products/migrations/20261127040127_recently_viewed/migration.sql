-- CreateTable
CREATE TABLE "product_view" (
    "user_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "viewed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_view_pkey" PRIMARY KEY ("user_id","product_id")
);

-- CreateIndex
CREATE INDEX "product_view_user_id_viewed_at_product_id_idx" ON "product_view"("user_id", "viewed_at" DESC, "product_id" DESC);

-- CreateIndex
CREATE INDEX "product_view_viewed_at_idx" ON "product_view"("viewed_at");
