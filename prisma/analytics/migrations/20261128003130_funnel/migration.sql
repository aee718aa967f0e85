-- CreateTable
CREATE TABLE "funnel_visits" (
    "visitor" BIGINT NOT NULL,
    "scope" TEXT NOT NULL,
    "step" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "views" INTEGER NOT NULL,
    "previous_at" TIMESTAMPTZ(3),

    CONSTRAINT "funnel_visits_pkey" PRIMARY KEY ("visitor","scope","step","at")
);

-- CreateTable
CREATE TABLE "tracked_events" (
    "visitor" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracked_events_pkey" PRIMARY KEY ("visitor","id")
);

-- CreateIndex
CREATE INDEX "funnel_visits_scope_at_idx" ON "funnel_visits"("scope", "at");

-- CreateIndex
CREATE INDEX "tracked_events_received_at_idx" ON "tracked_events"("received_at");

ALTER TABLE "funnel_visits"
  ADD CONSTRAINT "funnel_visits_step" CHECK ("step" BETWEEN 0 AND 3),
  ADD CONSTRAINT "funnel_visits_views" CHECK ("views" >= 0),
  ADD CONSTRAINT "funnel_visits_time_before" CHECK ("previous_at" < "at");
