-- order_return_guests_texts_idx has its rows.
DROP INDEX CONCURRENTLY "order_return_guests_idx";
