-- Stock commands used their own table. All subgraphs keep commands that a client may repeat in `idempotency`.

-- CreateTable
CREATE TABLE "idempotency" (
    "owner" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("owner","key")
);

-- CreateIndex
CREATE INDEX "idempotency_created_at_idx" ON "idempotency"("created_at");

-- Carry the existing commands over. Their key was the owner's id, a space and the client's key; their hash is computed in
-- the same way. They had no result of their own: a repeat returns the stock of now, as it did before.
INSERT INTO "idempotency" ("owner", "key", "input_hash", "answer", "created_at")
SELECT split_part(c."key", ' ', 1), substr(c."key", strpos(c."key", ' ') + 1), c."fingerprint",
    jsonb_build_object('result', jsonb_build_object(
        'id', s."id", 'variantId', s."variant_id", 'productId', s."product_id", 'sellerId', s."seller_id",
        'storeId', s."store_id", 'onHand', s."on_hand", 'reserved', s."reserved", 'version', s."version",
        'updatedAt', to_char(s."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
    c."at"
FROM "stock_command" c JOIN "stock_item" s ON s."variant_id" = c."variant_id";

-- DropTable
DROP TABLE "stock_command";

-- The only consumer group of fulfilment has the name of the subgraph. Its inbox goes with it, so that no event takes
-- effect a second time.
UPDATE "inbox" SET "consumer" = 'fulfilment' WHERE "consumer" = 'fulfilment.stock';
