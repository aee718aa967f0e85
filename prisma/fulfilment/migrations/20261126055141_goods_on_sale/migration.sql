-- Products that are known already count as on sale until their next event.
ALTER TABLE "product" ADD COLUMN     "sequence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'ACTIVE';
ALTER TABLE "product" ALTER COLUMN "status" SET DEFAULT 'DRAFT';

-- CreateTable
CREATE TABLE "stock_check" (
    "stock_item_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "movement_id" BIGINT NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL,

    CONSTRAINT "stock_check_pkey" PRIMARY KEY ("stock_item_id")
);
