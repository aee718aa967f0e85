-- Physical goods whose stock was never received are sold out: only stock that was received can be bought.
WITH changed AS (
  UPDATE "product" p SET "status" = 'SOLD_OUT', "updated_at" = now(), "version" = p."version" + 1
  WHERE p."status" = 'ACTIVE' AND p."type" = 'PHYSICAL'
    AND NOT EXISTS (SELECT FROM "variant" v WHERE v."product_id" = p."id" AND v."available" > 0)
  RETURNING p."id"
)
INSERT INTO "product_history" ("product_id", "at", "from_status", "to_status", "actor_kind", "actor_id", "reason")
SELECT "id", now(), 'ACTIVE', 'SOLD_OUT', 'service', 'products', 'stock was never received' FROM changed ORDER BY "id";
