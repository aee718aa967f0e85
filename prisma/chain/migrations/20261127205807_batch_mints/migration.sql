-- AlterTable
ALTER TABLE "chain_call" ADD COLUMN     "batch_id" TEXT;

-- By hand.
ALTER TABLE "chain_call"
  DROP CONSTRAINT "chain_call_kind",
  DROP CONSTRAINT "chain_call_status",
  DROP CONSTRAINT "chain_call_ended_at",
  ADD CONSTRAINT "chain_call_kind" CHECK ("kind" IN ('DEPLOY', 'CREATE_TOKEN', 'MINT', 'MINT_BATCH')),
  ADD CONSTRAINT "chain_call_status" CHECK ("status" IN ('QUEUED', 'SENT', 'DONE', 'FAILED', 'SPLIT')),
  ADD CONSTRAINT "chain_call_ended_at" CHECK (("status" IN ('DONE', 'FAILED', 'SPLIT')) = ("ended_at" IS NOT NULL)),
  ADD CONSTRAINT "chain_call_split" CHECK ("status" <> 'SPLIT' OR "kind" = 'MINT_BATCH'),
  ADD CONSTRAINT "chain_call_batch" CHECK ("batch_id" IS NULL OR "kind" = 'MINT');
