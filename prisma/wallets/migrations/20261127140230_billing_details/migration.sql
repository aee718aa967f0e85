-- AlterTable
ALTER TABLE "invoice" ADD COLUMN     "recipient" JSONB;

-- CreateTable
CREATE TABLE "seller_billing" (
    "seller_id" TEXT NOT NULL,
    "details" JSONB,
    "erased_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seller_billing_pkey" PRIMARY KEY ("seller_id")
);

ALTER TABLE "seller_billing"
  ADD CONSTRAINT "seller_billing_details" CHECK (jsonb_typeof("details" -> 'legalName') = 'string' AND jsonb_typeof("details" -> 'address') = 'object'),
  -- Nothing is given after an erasure, and nothing is lost before one.
  ADD CONSTRAINT "seller_billing_erased" CHECK ("details" IS NOT NULL OR "erased_at" IS NOT NULL);
ALTER TABLE "invoice"
  ADD CONSTRAINT "invoice_recipient" CHECK (jsonb_typeof("recipient" -> 'legalName') = 'string' AND jsonb_typeof("recipient" -> 'address') = 'object') NOT VALID;

-- Invoices are never changed: a correction is a credit note. After ten years no law asks for the recipient of one.
CREATE OR REPLACE FUNCTION "invoice_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'invoice' THEN
    IF NEW.recipient IS NULL AND OLD.issued_at < now() - interval '10 years'
      AND to_jsonb(NEW) - 'recipient' = to_jsonb(OLD) - 'recipient' THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'Invoices (%) are never changed. Issue a credit note instead.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
