-- "seller_charge_invoice_id_reference_kind_idx" begins with the same column.
DROP INDEX CONCURRENTLY "seller_charge_invoice_id_idx";
