-- Chargebacks whose evidence is not submitted yet. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "dispute_unsubmitted_idx" ON "dispute" ("answer_due_at")
  WHERE "kind" = 'CHARGEBACK' AND "closed_at" IS NULL AND "evidence_submitted_at" IS NULL AND "accepted_at" IS NULL;
