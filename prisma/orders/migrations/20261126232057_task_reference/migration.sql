-- The index with the reference takes its place.
DROP INDEX "order_task_order_id_kind_key";
ALTER TABLE "order_line" VALIDATE CONSTRAINT "order_line_returned";
ALTER TABLE "order_task" VALIDATE CONSTRAINT "order_task_kind";
ALTER TABLE "order_task" VALIDATE CONSTRAINT "order_task_refund";
ALTER TABLE "order_task" VALIDATE CONSTRAINT "order_task_restock";
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_status";
