-- An order has one task of a kind for each return or dispute. Built beside the traffic: it is the only statement of its migration.
CREATE UNIQUE INDEX CONCURRENTLY "order_task_order_id_kind_reference_key" ON "order_task" ("order_id", "kind", "reference");
