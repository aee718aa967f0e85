-- AlterTable
ALTER TABLE "feed_producer" ADD COLUMN     "missing_before" INTEGER,
ADD COLUMN     "missing_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "feed_import" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "lines" INTEGER NOT NULL,
    "applied" INTEGER NOT NULL DEFAULT 0,
    "repeated" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "accept_gap" BOOLEAN NOT NULL,
    "gap_producer" TEXT,
    "gap_from" INTEGER,
    "gap_before" INTEGER,
    "actor_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed_import_problem" (
    "import_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "seq" INTEGER,
    "reason" TEXT NOT NULL,

    CONSTRAINT "feed_import_problem_pkey" PRIMARY KEY ("import_id","line")
);

-- CreateIndex
CREATE INDEX "feed_import_started_at_id_idx" ON "feed_import"("started_at", "id");
