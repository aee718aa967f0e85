import { newId } from '@soko/ids';
import type { ContactRow } from '../../domain/contacts/read-contact-file.ts';
import type { Db } from '../database.ts';

export interface KnownAddress {
  name: string | null;
  tags: string[];
}

// SQL: a file of thousands of rows costs two statements.

/** The contacts with some of the addresses. They are locked until the transaction ends, so that no tag is lost. */
export async function lockByEmails(
  tx: Db,
  storeId: string,
  emails: readonly string[],
): Promise<Map<string, KnownAddress>> {
  const rows = await tx.$queryRaw<(KnownAddress & { email: string })[]>`
    SELECT email, name, tags FROM contacts
    WHERE store_id = ${storeId} AND email = ANY (${[...emails]}::text[]) ORDER BY id FOR UPDATE`;
  return new Map(rows.map(({ email, name, tags }) => [email, { name, tags }]));
}

/** Saves rows of a file: new contacts, and names and tags of those that are there. */
export async function saveImported(tx: Db, storeId: string, rows: readonly ContactRow[], now: Date): Promise<void> {
  const json = JSON.stringify(rows.map(({ email, name, tags }) => ({ id: newId('ctc'), email, name, tags })));
  await tx.$executeRaw`
    INSERT INTO contacts (id, store_id, email, name, source, tags, last_active_at, created_at)
    SELECT r.id, ${storeId}, r.email, r.name, 'IMPORT', r.tags, ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${json}::jsonb) AS r (id text, email text, name text, tags text[])
    ON CONFLICT (store_id, email) DO UPDATE
      SET (name, tags, last_active_at) = (excluded.name, excluded.tags, excluded.last_active_at)`;
}
