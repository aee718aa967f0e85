-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "product" (
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "store_id" TEXT,
    "type" TEXT NOT NULL,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variant" (
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "store_id" TEXT,
    "type" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "length_mm" INTEGER,
    "width_mm" INTEGER,
    "height_mm" INTEGER,
    "weight_g" INTEGER,
    "removed" BOOLEAN NOT NULL DEFAULT false,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seller" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "seller_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_member" (
    "store_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "store_member_pkey" PRIMARY KEY ("store_id","user_id")
);

-- CreateTable
CREATE TABLE "stock_item" (
    "id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "store_id" TEXT,
    "on_hand" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_movement" (
    "id" BIGSERIAL NOT NULL,
    "stock_item_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "on_hand_delta" INTEGER NOT NULL,
    "reserved_delta" INTEGER NOT NULL,
    "order_id" TEXT,
    "reason" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_movement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_command" (
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_command_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "reservation" (
    "order_id" TEXT NOT NULL,
    "checkout_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "reservation_line" (
    "order_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "reservation_line_pkey" PRIMARY KEY ("order_id","variant_id")
);

-- CreateTable
CREATE TABLE "packaging" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "order_number" TEXT NOT NULL,
    "buyer_id" TEXT,
    "seller_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "delivery_method" TEXT NOT NULL,
    "address" JSONB NOT NULL,
    "reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "packaging_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "packaging_line" (
    "packaging_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "variant_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "packed_quantity" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "packaging_line_pkey" PRIMARY KEY ("packaging_id","line_id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "packaging_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "order_number" TEXT NOT NULL,
    "buyer_id" TEXT,
    "seller_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "tracking_number" TEXT NOT NULL,
    "address" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "proof" TEXT,
    "failure_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tracking_event" (
    "id" BIGSERIAL NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT,
    "location" TEXT,

    CONSTRAINT "tracking_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "status_change" (
    "id" BIGSERIAL NOT NULL,
    "entity_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "status_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erased_buyer" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_buyer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_rate" (
    "country" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "fee_minor" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "delivery_rate_pkey" PRIMARY KEY ("country","method","currency")
);

-- CreateTable
CREATE TABLE "outbox" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "aggregatetype" TEXT NOT NULL,
    "aggregateid" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateIndex
CREATE INDEX "variant_product_id_idx" ON "variant"("product_id");

-- CreateIndex
CREATE INDEX "seller_user_id_idx" ON "seller"("user_id");

-- CreateIndex
CREATE INDEX "store_member_user_id_idx" ON "store_member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "stock_item_variant_id_key" ON "stock_item"("variant_id");

-- CreateIndex
CREATE INDEX "stock_item_product_id_idx" ON "stock_item"("product_id");

-- CreateIndex
CREATE INDEX "stock_movement_stock_item_id_id_idx" ON "stock_movement"("stock_item_id", "id");

-- CreateIndex
CREATE INDEX "stock_command_at_idx" ON "stock_command"("at");

-- CreateIndex
CREATE UNIQUE INDEX "packaging_order_id_key" ON "packaging"("order_id");

-- CreateIndex
CREATE INDEX "packaging_created_at_id_idx" ON "packaging"("created_at", "id");

-- CreateIndex
CREATE INDEX "packaging_status_created_at_id_idx" ON "packaging"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "packaging_buyer_id_idx" ON "packaging"("buyer_id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_packaging_id_key" ON "delivery"("packaging_id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_order_id_key" ON "delivery"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_tracking_number_key" ON "delivery"("tracking_number");

-- CreateIndex
CREATE INDEX "delivery_created_at_id_idx" ON "delivery"("created_at", "id");

-- CreateIndex
CREATE INDEX "delivery_status_created_at_id_idx" ON "delivery"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "delivery_buyer_id_idx" ON "delivery"("buyer_id");

-- CreateIndex
CREATE INDEX "tracking_event_delivery_id_id_idx" ON "tracking_event"("delivery_id", "id");

-- CreateIndex
CREATE INDEX "status_change_entity_id_id_idx" ON "status_change"("entity_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_id_key" ON "outbox"("id");

-- AddForeignKey
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_stock_item_id_fkey" FOREIGN KEY ("stock_item_id") REFERENCES "stock_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "reservation"("order_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "packaging_line" ADD CONSTRAINT "packaging_line_packaging_id_fkey" FOREIGN KEY ("packaging_id") REFERENCES "packaging"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_packaging_id_fkey" FOREIGN KEY ("packaging_id") REFERENCES "packaging"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tracking_event" ADD CONSTRAINT "tracking_event_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX "outbox_unsent" ON "outbox" ("position") WHERE "sent_at" IS NULL;

-- Never more promised than there is, whatever a program does.
ALTER TABLE "stock_item"
  ADD CONSTRAINT "stock_item_counts" CHECK ("on_hand" >= "reserved" AND "reserved" >= 0);
ALTER TABLE "stock_item" SET (fillfactor = 50);

ALTER TABLE "stock_movement"
  ADD CONSTRAINT "stock_movement_kind" CHECK (CASE "kind"
    WHEN 'RECEIVE' THEN "on_hand_delta" > 0 AND "reserved_delta" = 0
    WHEN 'RESERVE' THEN "on_hand_delta" = 0 AND "reserved_delta" > 0
    WHEN 'RELEASE' THEN "on_hand_delta" = 0 AND "reserved_delta" < 0
    WHEN 'PICK' THEN "on_hand_delta" < 0 AND "reserved_delta" = "on_hand_delta"
    WHEN 'RESTOCK' THEN ("on_hand_delta" > 0 AND "reserved_delta" = 0) OR ("on_hand_delta" = 0 AND "reserved_delta" < 0)
    WHEN 'ADJUST' THEN "on_hand_delta" <> 0 AND "reserved_delta" = 0
    ELSE false END);

ALTER TABLE "reservation"
  ADD CONSTRAINT "reservation_status" CHECK ("status" IN ('HELD', 'COMMITTED', 'PICKED', 'RELEASED', 'EXPIRED'));
CREATE INDEX "reservation_held_idx" ON "reservation" ("expires_at") WHERE "status" = 'HELD';
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_quantity" CHECK ("quantity" > 0);

ALTER TABLE "packaging"
  ADD CONSTRAINT "packaging_status" CHECK ("status" IN ('NEW', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED')),
  ADD CONSTRAINT "packaging_delivery_method" CHECK ("delivery_method" IN ('STANDARD', 'EXPRESS', 'PICKUP', 'NONE'));
ALTER TABLE "packaging_line"
  ADD CONSTRAINT "packaging_line_packed" CHECK ("packed_quantity" BETWEEN 0 AND "quantity" AND "quantity" > 0);

ALTER TABLE "delivery"
  ADD CONSTRAINT "delivery_status" CHECK ("status" IN ('NEW', 'IN_PROGRESS', 'COMPLETED', 'FAILED')),
  ADD CONSTRAINT "delivery_method" CHECK ("method" IN ('STANDARD', 'EXPRESS', 'PICKUP')),
  ADD CONSTRAINT "delivery_attempts" CHECK ("attempts" BETWEEN 0 AND 3),
  ADD CONSTRAINT "delivery_returned" CHECK ("returned_at" IS NULL OR ("status" = 'FAILED' AND "attempts" = 3));

ALTER TABLE "delivery_rate" ADD CONSTRAINT "delivery_rate_fee" CHECK ("fee_minor" >= 0);
INSERT INTO "delivery_rate" ("country", "method", "currency", "fee_minor")
SELECT "country", 'STANDARD', '*', "fee_minor" FROM (
  SELECT unnest(string_to_array('DK FI NO SE', ' ')) AS "country", 0 AS "fee_minor"
  UNION ALL SELECT unnest(string_to_array('AT BE BG CY CZ DE EE ES FR GR HR HU IE IT LT LU LV MT NL PL PT RO SI SK', ' ')), 1000
  UNION ALL SELECT unnest(string_to_array('CA US', ' ')), 1500
  UNION ALL SELECT '*', 2500
) AS "table";

-- What happened stays as it is written.
CREATE FUNCTION refuse_rewriting() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER stock_movement_only_grows BEFORE UPDATE OR DELETE ON "stock_movement"
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER status_change_only_grows BEFORE UPDATE OR DELETE ON "status_change"
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- An event's id as newEvent makes it, for events that the statement that changes stock writes itself: a UUIDv7, which
-- Postgres knows from version 18 only.
CREATE FUNCTION new_event_id() RETURNS TEXT LANGUAGE sql VOLATILE AS $$
  SELECT 'evt_' || encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

-- The envelope of an event: `trail` is what all events of one statement share (version, time, correlationId,
-- causationId, actor).
CREATE FUNCTION envelope_of(type TEXT, subject TEXT, sequence INTEGER, trail JSONB, data JSONB) RETURNS JSONB
LANGUAGE sql VOLATILE AS $$
  SELECT trail || jsonb_build_object('id', new_event_id(), 'type', type, 'subject', subject, 'sequence', sequence, 'data', data)
$$;
