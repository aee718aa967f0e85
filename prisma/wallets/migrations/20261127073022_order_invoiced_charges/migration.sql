-- For the copy of a seller's data: the charges of an invoice in order.
CREATE INDEX CONCURRENTLY "seller_charge_invoice_id_reference_kind_idx" ON "seller_charge"("invoice_id", "reference", "kind");
