-- CreateTable
CREATE TABLE "erased_visitors" (
    "visitor" BIGINT NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_visitors_pkey" PRIMARY KEY ("visitor")
);

-- CreateIndex
CREATE INDEX "erased_visitors_erased_at_idx" ON "erased_visitors"("erased_at");
