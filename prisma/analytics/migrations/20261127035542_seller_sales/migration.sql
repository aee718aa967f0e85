-- CreateTable
CREATE TABLE "projection_generations" (
    "name" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "applied" JSONB NOT NULL DEFAULT '{}',
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "live_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "projection_generations_pkey" PRIMARY KEY ("name","generation")
);

-- CreateTable
CREATE TABLE "sales_orders" (
    "generation" INTEGER NOT NULL,
    "order_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "facts" JSONB NOT NULL,
    "cells" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sales_orders_pkey" PRIMARY KEY ("generation","order_id")
);

-- CreateTable
CREATE TABLE "sales_buckets" (
    "generation" INTEGER NOT NULL,
    "seller_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "orders" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,
    "gross" BIGINT NOT NULL,
    "discounts" BIGINT NOT NULL,
    "fees" BIGINT NOT NULL,
    "cancelled" BIGINT NOT NULL,
    "refunds" BIGINT NOT NULL,
    "returns" BIGINT NOT NULL,
    "disputes_opened" BIGINT NOT NULL,
    "disputes_lost" BIGINT NOT NULL,

    CONSTRAINT "sales_buckets_pkey" PRIMARY KEY ("generation","seller_id","at","currency")
);

-- CreateTable
CREATE TABLE "sales_product_buckets" (
    "generation" INTEGER NOT NULL,
    "seller_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "product_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "units" BIGINT NOT NULL,
    "gross" BIGINT NOT NULL,

    CONSTRAINT "sales_product_buckets_pkey" PRIMARY KEY ("generation","seller_id","at","product_id","currency")
);

-- CreateIndex
CREATE INDEX "sales_orders_changed_at_idx" ON "sales_orders"("changed_at");

-- A read model has at most one generation that answers, and one that is being built.
CREATE UNIQUE INDEX "projection_generations_once" ON "projection_generations" ("name", "status") WHERE "status" IN ('LIVE', 'BUILDING');

ALTER TABLE "projection_generations" ADD CONSTRAINT "projection_generations_status" CHECK ("status" IN ('LIVE', 'BUILDING', 'RETIRED'));
