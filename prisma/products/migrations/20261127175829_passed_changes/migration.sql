-- CreateTable
CREATE TABLE "passed_change" (
    "id" BIGSERIAL NOT NULL,
    "product_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "before_rank" BIGINT,
    "before_currency" CHAR(3),

    CONSTRAINT "passed_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "passed_change_at_idx" ON "passed_change"("at");
