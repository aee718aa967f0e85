-- CreateTable
CREATE TABLE "limits" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "limits_ends_at_idx" ON "limits"("ends_at");

-- By hand: counters need no write-ahead log. They begin again after a crash of the server.
ALTER TABLE "limits" SET UNLOGGED;
