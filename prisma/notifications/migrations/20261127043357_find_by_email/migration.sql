-- Whether an address of a person who is erased is another one's now.
CREATE INDEX CONCURRENTLY "contacts_email_idx" ON "contacts"("email");
