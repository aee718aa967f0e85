-- CreateTable
CREATE TABLE "seller_charge" (
    "reference" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "payment_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "invoice_id" TEXT,

    CONSTRAINT "seller_charge_pkey" PRIMARY KEY ("reference","kind")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "period_from" TIMESTAMPTZ(3) NOT NULL,
    "period_until" TIMESTAMPTZ(3) NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "vat_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "issuer" TEXT NOT NULL,
    "issuer_tax_id" TEXT,
    "run_id" TEXT,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_line" (
    "invoice_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "vat_basis_points" INTEGER NOT NULL,
    "vat_minor" BIGINT NOT NULL,
    "corrects_id" TEXT,

    CONSTRAINT "invoice_line_pkey" PRIMARY KEY ("invoice_id","position")
);

-- CreateTable
CREATE TABLE "invoice_counter" (
    "series" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "invoice_counter_pkey" PRIMARY KEY ("series","year")
);

-- CreateIndex
CREATE INDEX "seller_charge_invoice_id_idx" ON "seller_charge"("invoice_id");

-- CreateIndex
CREATE INDEX "seller_charge_payment_id_idx" ON "seller_charge"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_number_key" ON "invoice"("number");

-- CreateIndex
CREATE INDEX "invoice_seller_id_issued_at_id_idx" ON "invoice"("seller_id", "issued_at", "id");

-- CreateIndex
CREATE INDEX "invoice_run_id_idx" ON "invoice"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_series_year_position_key" ON "invoice"("series", "year", "position");

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Charges are on no invoice until one is issued: few rows, looked for by seller.
-- small table: seller_charge, this migration made it
CREATE INDEX "seller_charge_open" ON "seller_charge" ("seller_id", "currency", "at") WHERE "invoice_id" IS NULL;
ALTER TABLE "seller_charge"
  ADD CONSTRAINT "seller_charge_kind" CHECK ("kind" IN ('FEE', 'ADVERT')),
  ADD CONSTRAINT "seller_charge_amount" CHECK ("amount_minor" <> 0),
  -- The charges are put on an invoice before it is saved, because they are its sum.
  ADD CONSTRAINT "seller_charge_invoice" FOREIGN KEY ("invoice_id") REFERENCES "invoice" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "invoice"
  ADD CONSTRAINT "invoice_amounts" CHECK ("net_minor" + "vat_minor" = "total_minor" AND "total_minor" > 0 AND "vat_minor" >= 0 AND "net_minor" >= 0),
  ADD CONSTRAINT "invoice_kind" CHECK (("kind", "series") IN (('INVOICE', 'INV'), ('CREDIT_NOTE', 'CN'))),
  ADD CONSTRAINT "invoice_period" CHECK ("period_until" > "period_from");
ALTER TABLE "invoice_line"
  ADD CONSTRAINT "invoice_line_kind" CHECK ("kind" IN ('FEE', 'ADVERT')),
  ADD CONSTRAINT "invoice_line_amounts" CHECK ("count" > 0 AND "total_minor" > 0 AND "vat_minor" BETWEEN 0 AND "total_minor");
-- Numbers are given one after another, and never again.
CREATE FUNCTION "invoice_counter_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.series = OLD.series AND NEW.year = OLD.year AND NEW.last = OLD.last + 1 THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'The counter of invoices grows by one.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "invoice_counter_grows" BEFORE UPDATE OR DELETE ON "invoice_counter"
  FOR EACH ROW EXECUTE FUNCTION "invoice_counter_refuse_change"();

-- Invoices are never changed: a correction is a credit note.
CREATE FUNCTION "invoice_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Invoices (%) are never changed. Issue a credit note instead.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "invoice_immutable" BEFORE UPDATE OR DELETE ON "invoice" FOR EACH ROW EXECUTE FUNCTION "invoice_refuse_change"();
CREATE TRIGGER "invoice_kept" BEFORE TRUNCATE ON "invoice" FOR EACH STATEMENT EXECUTE FUNCTION "invoice_refuse_change"();
CREATE TRIGGER "invoice_line_immutable" BEFORE UPDATE OR DELETE ON "invoice_line" FOR EACH ROW EXECUTE FUNCTION "invoice_refuse_change"();
CREATE TRIGGER "invoice_line_kept" BEFORE TRUNCATE ON "invoice_line" FOR EACH STATEMENT EXECUTE FUNCTION "invoice_refuse_change"();

-- A charge is put on one invoice, once. Everything else of it stays.
CREATE FUNCTION "seller_charge_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.invoice_id IS NULL AND NEW.invoice_id IS NOT NULL
    AND to_jsonb(NEW) - 'invoice_id' = to_jsonb(OLD) - 'invoice_id' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'A charge is put on one invoice, and never changed.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "seller_charge_immutable" BEFORE UPDATE OR DELETE ON "seller_charge"
  FOR EACH ROW EXECUTE FUNCTION "seller_charge_refuse_change"();

-- The fees and adverts before this migration, from the journal.
INSERT INTO "seller_charge" ("reference", "kind", "seller_id", "currency", "amount_minor", "payment_id", "at")
SELECT t.reference, CASE f.code WHEN 'platform_fee' THEN 'FEE' ELSE 'ADVERT' END, t.about->>'sellerId', f.currency, sum(f.amount),
  t.about->>'paymentId', t.at
FROM "ledger_transaction" t, LATERAL (
  SELECT split_part(account, ':', 1) AS code, split_part(account, ':', 2) AS currency, amount
  FROM unnest(string_to_array(t.transfers, E'\n')) AS line, LATERAL (VALUES
    (split_part(line, ' ', 1), -split_part(line, ' ', 3)::bigint), (split_part(line, ' ', 2), split_part(line, ' ', 3)::bigint)
  ) AS side (account, amount)
  WHERE split_part(account, ':', 1) IN ('platform_fee', 'advert_income')) f
WHERE t.kind IN ('sale', 'sale_refund', 'sale_refund_reversal', 'sale_charged_back', 'advert') AND t.about ? 'sellerId'
GROUP BY t.id, t.reference, t.about, f.code, f.currency, t.at HAVING sum(f.amount) <> 0
ON CONFLICT DO NOTHING;
