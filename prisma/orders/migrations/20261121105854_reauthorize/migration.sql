-- What expired at a payment provider is to be held anew.
ALTER TABLE "order_task" DROP CONSTRAINT "order_task_kind",
  ADD CONSTRAINT "order_task_kind" CHECK ("kind" IN ('CAPTURE', 'VOID', 'RELEASE', 'REAUTHORIZE'));
