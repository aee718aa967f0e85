-- "notifications_next_idx" has its order, with advertising last.
DROP INDEX CONCURRENTLY "notifications_due_idx";
