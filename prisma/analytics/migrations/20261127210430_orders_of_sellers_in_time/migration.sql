-- For reports: the orders of a seller by the time that their facts have, as a text in ISO 8601.
CREATE INDEX CONCURRENTLY "sales_orders_of_seller_idx" ON "sales_orders" ("generation", "seller_id", (("facts"->'order'->>'at') COLLATE "C"), "order_id");
