-- CreateTable
CREATE TABLE "advert" (
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "store_id" TEXT,
    "product_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "placements" TEXT[],
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "priority" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "cost_per_click_minor" BIGINT NOT NULL,
    "daily_budget_minor" BIGINT,
    "total_budget_minor" BIGINT NOT NULL,
    "spent_minor" BIGINT NOT NULL DEFAULT 0,
    "spent_day" DATE,
    "spent_today_minor" BIGINT NOT NULL DEFAULT 0,
    "keywords" TEXT[],
    "category_ids" TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,

    CONSTRAINT "advert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "advert_day" (
    "advert_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "impressions" INTEGER NOT NULL DEFAULT 0,
    "clicks" INTEGER NOT NULL DEFAULT 0,
    "free_clicks" INTEGER NOT NULL DEFAULT 0,
    "spent_minor" BIGINT NOT NULL DEFAULT 0,
    "orders_won" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "advert_day_pkey" PRIMARY KEY ("advert_id","day")
);

-- CreateTable
CREATE TABLE "advert_click" (
    "id" TEXT NOT NULL,
    "advert_id" TEXT NOT NULL,
    "viewer" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "advert_click_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "advert_view" (
    "advert_id" TEXT NOT NULL,
    "viewer" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "advert_view_pkey" PRIMARY KEY ("advert_id","viewer","hour")
);

-- CreateTable
CREATE TABLE "advert_charge" (
    "id" TEXT NOT NULL,
    "advert_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "clicks" INTEGER NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "advert_charge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "advert_order" (
    "order_id" TEXT NOT NULL,
    "advert_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "advert_order_pkey" PRIMARY KEY ("order_id","advert_id")
);

-- CreateIndex
CREATE INDEX "advert_seller_id_created_at_id_idx" ON "advert"("seller_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "advert_store_id_created_at_id_idx" ON "advert"("store_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "advert_created_at_id_idx" ON "advert"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "advert_product_id_idx" ON "advert"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "advert_created_by_idempotency_key_key" ON "advert"("created_by", "idempotency_key");

-- CreateIndex
CREATE INDEX "advert_click_viewer_at_idx" ON "advert_click"("viewer", "at");

-- CreateIndex
CREATE INDEX "advert_click_network_hour_idx" ON "advert_click"("network", "hour");

-- CreateIndex
CREATE INDEX "advert_click_at_idx" ON "advert_click"("at");

-- CreateIndex
CREATE UNIQUE INDEX "advert_click_advert_id_viewer_hour_key" ON "advert_click"("advert_id", "viewer", "hour");

-- CreateIndex
CREATE INDEX "advert_view_hour_idx" ON "advert_view"("hour");

-- CreateIndex
CREATE INDEX "advert_view_viewer_idx" ON "advert_view"("viewer");

-- CreateIndex
CREATE INDEX "advert_charge_advert_id_idx" ON "advert_charge"("advert_id");

-- CreateIndex
CREATE INDEX "advert_order_at_idx" ON "advert_order"("at");

-- An advert never spends more than its budget, whatever the code does.
ALTER TABLE "advert" ADD CONSTRAINT "advert_spends_within_budget" CHECK (spent_minor >= 0 AND spent_minor <= total_budget_minor);
ALTER TABLE "advert" ADD CONSTRAINT "advert_amounts" CHECK (cost_per_click_minor > 0 AND total_budget_minor >= cost_per_click_minor
  AND (daily_budget_minor IS NULL OR daily_budget_minor >= cost_per_click_minor));
ALTER TABLE "advert_charge" ADD CONSTRAINT "advert_charge_amounts" CHECK (clicks > 0 AND amount_minor > 0);

-- A click adds to the one open charge of its advert.
CREATE UNIQUE INDEX "advert_charge_open" ON "advert_charge" ("advert_id") WHERE closed_at IS NULL;
-- Adverts that a job may have to start or to end, or that are shown.
CREATE INDEX "advert_live" ON "advert" ("status", "starts_at") WHERE status IN ('SCHEDULED', 'RUNNING', 'PAUSED');
