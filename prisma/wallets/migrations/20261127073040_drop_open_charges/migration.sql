-- "seller_charge_open_in_order" begins with the same columns.
DROP INDEX CONCURRENTLY "seller_charge_open";
