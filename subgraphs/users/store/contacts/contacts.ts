import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Contact, ContactNote, ContactSource, ContactSpending } from '../../domain/contacts/contact.ts';
import type { Condition } from '../../domain/segments/segment.ts';
import type { User } from '../../domain/user.ts';
import type { Contact as Row } from '../../generated/prisma/client.ts';
import type { Db } from '../database.ts';
import { segmentSql } from '../segments/segment-sql.ts';

export const toContact = (row: Row): Contact => ({ ...row, source: row.source as ContactSource });

/** The columns of a `Row` in SQL. */
export const contactColumns = `c.id, c.store_id AS "storeId", c.user_id AS "userId", c.email, c.name, c.source, c.tags, c.orders,
  c.last_ordered_at AS "lastOrderedAt", c.last_active_at AS "lastActiveAt", c.created_at AS "createdAt"`;

export async function findContacts(db: Db, ids: readonly string[]): Promise<Contact[]> {
  const rows = await db.contact.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(toContact);
}

export type ContactOrder = 'NEWEST' | 'MOST_ORDERS' | 'RECENTLY_ACTIVE';

/** Columns of the orders in which contacts are listed. Each has an index behind the store. */
const sortColumns = { NEWEST: 'created_at', MOST_ORDERS: 'orders', RECENTLY_ACTIVE: 'last_active_at' } as const;

export type ContactPage = Page<readonly [sorted: Date | number, id: string]>;

interface ContactQuestion {
  storeId: string;
  search: string | null;
  condition: Condition | null;
  order: ContactOrder;
  now: Date;
}

const containing = (text: string): string => `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** One page of the contacts of a store, and one more row. */
export async function listContacts(
  pool: Queryable,
  { storeId, search, condition, order, now }: ContactQuestion,
  page: ContactPage,
): Promise<Contact[]> {
  const parameters = createParameters();
  const { add } = parameters;
  // SQL: the conditions depend on the question; keyset page.
  const rows = await keysetPage<Row>(pool, {
    select: contactColumns,
    from: 'contacts c',
    where: [
      `c.store_id = ${add(storeId)}`,
      ...(search === null
        ? []
        : [`(lower(c.name) LIKE ${add(containing(search))} OR c.email LIKE ${add(containing(search))})`]),
      ...(condition === null ? [] : [segmentSql(condition, now, add)]),
    ],
    parameters,
    key: [`c.${sortColumns[order]}`, 'c.id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toContact);
}

/** The position of a contact in a list. */
export const positionOf = (order: ContactOrder, contact: Contact): readonly [Date | number, string] => {
  const values = { NEWEST: contact.createdAt, MOST_ORDERS: contact.orders, RECENTLY_ACTIVE: contact.lastActiveAt };
  return [values[order], contact.id];
};

/** Locks a store, so that its contacts are counted one after another. False for an unknown store. */
export async function lockContactsOf(tx: Db, storeId: string): Promise<boolean> {
  // SQL: FOR NO KEY UPDATE, which does not hold up inserts that refer to the store.
  return (await tx.$executeRaw`SELECT 1 FROM stores WHERE id = ${storeId} FOR NO KEY UPDATE`) === 1;
}

/** Number of contacts that a store wrote down. */
export const countWritten = (tx: Db, storeId: string): Promise<number> =>
  tx.contact.count({ where: { storeId, email: { not: null } } });

export async function findContactByEmail(tx: Db, storeId: string, email: string): Promise<Contact | null> {
  const row = await tx.contact.findUnique({ where: { storeId_email: { storeId, email } } });
  return row && toContact(row);
}

export async function insertContact(tx: Db, contact: Contact): Promise<void> {
  await tx.contact.create({ data: contact });
}

export async function lockContact(tx: Db, id: string): Promise<Contact | null> {
  // SQL: FOR UPDATE, which Prisma does not have.
  const locked = await tx.$executeRaw`SELECT 1 FROM contacts WHERE id = ${id} FOR UPDATE`;
  if (locked === 0) return null;
  const row = await tx.contact.findUnique({ where: { id } });
  return row && toContact(row);
}

export async function saveContact(
  tx: Db,
  id: string,
  changes: Partial<Pick<Contact, 'tags' | 'name' | 'lastActiveAt'>>,
): Promise<Contact> {
  return toContact(await tx.contact.update({ where: { id }, data: changes }));
}

/** Deletes a contact with its notes and the copies of its orders. */
export async function deleteContactRow(tx: Db, id: string): Promise<void> {
  await tx.contact.delete({ where: { id } });
}

export async function insertNote(tx: Db, note: ContactNote): Promise<void> {
  await tx.contactNote.create({ data: note });
}

export const countNotes = (tx: Db, contactId: string): Promise<number> =>
  tx.contactNote.count({ where: { contactId } });

/** Notes about several contacts, newest first. */
export const findNotesOf = (db: Db, contactIds: readonly string[]): Promise<ContactNote[]> =>
  db.contactNote.findMany({ where: { contactId: { in: [...contactIds] } }, orderBy: { id: 'desc' } });

/** What several contacts spent, by currency. */
export async function findSpendingOf(pool: Queryable, contactIds: readonly string[]): Promise<ContactSpending[]> {
  // SQL: sums as bigint, which Prisma does not give for groups.
  const { rows } = await pool.query<{ contactId: string; currency: string; spent: string }>({
    name: 'contacts-spending',
    text: `SELECT contact_id AS "contactId", currency, sum(spent_minor)::text AS spent FROM contact_orders
      WHERE contact_id = ANY ($1) GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [contactIds],
  });
  return rows.map(({ contactId, currency, spent }) => ({ contactId, currency, spentMinor: BigInt(spent) }));
}

/** The contacts of all stores that are about a person: a buyer, and an address that is verified as theirs. */
export const aboutPerson = ({
  id: userId,
  email,
  emailVerifiedAt,
}: Pick<User, 'id' | 'email' | 'emailVerifiedAt'>) => ({
  OR: [{ userId }, ...(email === null || emailVerifiedAt === null ? [] : [{ email }])],
});

/** Deletes a person from the contacts of all stores. */
export async function forgetContacts(tx: Db, user: Pick<User, 'id' | 'email' | 'emailVerifiedAt'>): Promise<void> {
  await tx.contact.deleteMany({ where: aboutPerson(user) });
}
