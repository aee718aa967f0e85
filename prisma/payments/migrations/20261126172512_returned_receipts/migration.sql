-- Money without a request is returned by its receipt, since it belongs to no collection.
ALTER TABLE "disbursement"
  DROP CONSTRAINT "disbursement_returned_check",
  ADD CONSTRAINT "disbursement_returned_check" CHECK (("purpose" = 'RETURN') = ("collection_id" IS NOT NULL OR "reversed_receipt" IS NOT NULL)),
  ADD CONSTRAINT "disbursement_reversed_check" CHECK ("reversed_receipt" IS NULL OR "collection_id" IS NULL AND "kind" = 'REVERSAL');
