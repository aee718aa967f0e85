-- AlterTable
ALTER TABLE "ledger_verification" ADD COLUMN     "is_checkpoint" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "ledger_checkpoint" (
    "verification_id" BIGINT NOT NULL,
    "account_id" BIGINT NOT NULL,
    "postings" BIGINT NOT NULL,
    "head" BYTEA NOT NULL,

    CONSTRAINT "ledger_checkpoint_pkey" PRIMARY KEY ("account_id","verification_id")
);

-- CreateTable
CREATE TABLE "clearing_check" (
    "id" BIGSERIAL NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "accounts" JSONB NOT NULL,
    "break_count" INTEGER NOT NULL,

    CONSTRAINT "clearing_check_pkey" PRIMARY KEY ("id")
);

CREATE TRIGGER "ledger_checkpoint_immutable" BEFORE UPDATE OR DELETE ON "ledger_checkpoint"
  FOR EACH ROW EXECUTE FUNCTION "ledger_refuse_change"();
CREATE TRIGGER "ledger_checkpoint_kept" BEFORE TRUNCATE ON "ledger_checkpoint"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_refuse_change"();
