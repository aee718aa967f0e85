-- Offers of orders that came back to the sender stayed used. Their time is over: they end, without an event, as nobody waits for it.
WITH ended AS (
  UPDATE "offer" f SET "status" = 'EXPIRED', "order_id" = NULL, "version" = f."version" + 1, "updated_at" = now()
  FROM "orders" o WHERE o."id" = f."order_id" AND f."status" = 'USED' AND o."status" = 'RETURNED_TO_SENDER'
  RETURNING f."id", f."version", f."updated_at"
)
INSERT INTO "offer_step" ("offer_id", "version", "at", "status", "actor_kind", "actor_id")
SELECT "id", "version", "updated_at", 'EXPIRED', 'service', 'orders' FROM ended;
