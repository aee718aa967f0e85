-- CreateTable
CREATE TABLE "feed_producer" (
    "name" TEXT NOT NULL,
    "last_seq" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feed_producer_pkey" PRIMARY KEY ("name")
);
