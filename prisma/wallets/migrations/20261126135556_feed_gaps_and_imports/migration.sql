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

ALTER TABLE "feed_producer" ADD CONSTRAINT "feed_producer_missing" CHECK (("missing_before" IS NULL) = ("missing_since" IS NULL)
  AND ("missing_before" IS NULL OR "last_seq" IS NOT NULL AND "missing_before" > "last_seq" + 1));

ALTER TABLE "feed_import"
  ADD CONSTRAINT "feed_import_status" CHECK ("status" IN ('RUNNING', 'DONE', 'GAP', 'BUSY', 'INTERRUPTED')),
  ADD CONSTRAINT "feed_import_end" CHECK (("status" = 'RUNNING') = ("ended_at" IS NULL)),
  ADD CONSTRAINT "feed_import_counts" CHECK ("applied" >= 0 AND "repeated" >= 0 AND "refused" >= 0
    AND "applied" + "repeated" + "refused" <= "lines"),
  ADD CONSTRAINT "feed_import_gap" CHECK (("status" = 'GAP') = ("gap_producer" IS NOT NULL)
    AND ("gap_producer" IS NULL) = ("gap_from" IS NULL) AND ("gap_from" IS NULL) = ("gap_before" IS NULL));
ALTER TABLE "feed_import_problem" ADD CONSTRAINT "feed_import_problem_import_id_fkey"
  FOREIGN KEY ("import_id") REFERENCES "feed_import" ("id") ON DELETE CASCADE;

-- A producer whose lines are missing suspends its markets.
ALTER TABLE "market" DROP CONSTRAINT "market_suspended_by";
ALTER TABLE "market" ADD CONSTRAINT "market_suspended_by" CHECK (("status" = 'SUSPENDED') = ("suspended_by" IS NOT NULL)
  AND coalesce("suspended_by", 'MARKET') IN ('MARKET', 'EVENT', 'FEED', 'GAP')) NOT VALID;
ALTER TABLE "market" VALIDATE CONSTRAINT "market_suspended_by";
