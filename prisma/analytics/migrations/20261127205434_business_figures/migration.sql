-- CreateTable
CREATE TABLE "business_facts" (
    "generation" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "cells" JSONB NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "business_facts_pkey" PRIMARY KEY ("generation","id")
);

-- CreateTable
CREATE TABLE "business_buckets" (
    "generation" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "currency" TEXT NOT NULL,
    "orders_created" BIGINT NOT NULL,
    "orders_confirmed" BIGINT NOT NULL,
    "orders_fulfilled" BIGINT NOT NULL,
    "orders_cancelled" BIGINT NOT NULL,
    "orders_failed" BIGINT NOT NULL,
    "orders_sold" BIGINT NOT NULL,
    "gmv" BIGINT NOT NULL,
    "discounts" BIGINT NOT NULL,
    "fees" BIGINT NOT NULL,
    "captured" BIGINT NOT NULL,
    "refunds" BIGINT NOT NULL,
    "disputes_opened" BIGINT NOT NULL,
    "disputes_won" BIGINT NOT NULL,
    "disputes_lost" BIGINT NOT NULL,
    "payouts" BIGINT NOT NULL,
    "bets" BIGINT NOT NULL,
    "stakes" BIGINT NOT NULL,
    "settled_stakes" BIGINT NOT NULL,
    "bet_payouts" BIGINT NOT NULL,
    "open_liability" BIGINT NOT NULL,
    "mints" BIGINT NOT NULL,
    "mints_failed" BIGINT NOT NULL,

    CONSTRAINT "business_buckets_pkey" PRIMARY KEY ("generation","scope","size","at","currency")
);

-- CreateTable
CREATE TABLE "business_players" (
    "generation" INTEGER NOT NULL,
    "player" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "previous_at" TIMESTAMPTZ(3),

    CONSTRAINT "business_players_pkey" PRIMARY KEY ("generation","player","at")
);

-- CreateIndex
CREATE INDEX "business_facts_changed_at_idx" ON "business_facts"("changed_at");

-- CreateIndex
CREATE INDEX "business_players_generation_at_previous_at_idx" ON "business_players"("generation", "at", "previous_at");
