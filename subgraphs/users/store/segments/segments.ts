import { createParameters, type Queryable } from '@soko/postgres';
import type { Contact } from '../../domain/contacts/contact.ts';
import type { Condition, Segment } from '../../domain/segments/segment.ts';
import type { Contact as ContactRow } from '../../generated/prisma/client.ts';
import { contactColumns, toContact } from '../contacts/contacts.ts';
import type { Db } from '../database.ts';
import { segmentSql } from './segment-sql.ts';

export const findSegments = (db: Db, ids: readonly string[]): Promise<Segment[]> =>
  db.segment.findMany({ where: { id: { in: [...ids] } } });

/** The segments of a store, by name. */
export const findSegmentsOf = (db: Db, storeId: string): Promise<Segment[]> =>
  db.segment.findMany({ where: { storeId }, orderBy: { name: 'asc' } });

export const countSegments = (tx: Db, storeId: string): Promise<number> => tx.segment.count({ where: { storeId } });

export async function insertSegment(tx: Db, segment: Segment): Promise<void> {
  await tx.segment.create({ data: segment });
}

export const saveSegment = (
  tx: Db,
  id: string,
  changes: Partial<Pick<Segment, 'name' | 'query' | 'updatedAt'>>,
): Promise<Segment> => tx.segment.update({ where: { id }, data: changes });

export async function lockSegment(tx: Db, id: string): Promise<Segment | null> {
  // SQL: FOR UPDATE, which Prisma does not have.
  const locked = await tx.$executeRaw`SELECT 1 FROM segments WHERE id = ${id} FOR UPDATE`;
  return locked === 0 ? null : tx.segment.findUnique({ where: { id } });
}

export async function deleteSegmentRow(tx: Db, id: string): Promise<void> {
  await tx.segment.delete({ where: { id } });
}

// SQL: the conditions depend on the queries, and a list of segments costs one statement.

export interface Question {
  storeId: string;
  condition: Condition;
}

/** The numbers of contacts for whom each condition holds now, in the order of the questions. */
export async function countMembers(db: Queryable, questions: readonly Question[], now: Date): Promise<number[]> {
  const { add, values } = createParameters();
  const counts = questions.map(
    ({ storeId, condition }, index) =>
      `SELECT ${index} AS index, count(*)::int AS count FROM contacts c
        WHERE c.store_id = ${add(storeId)} AND ${segmentSql(condition, now, add)}`,
  );
  const { rows } = await db.query<{ index: number; count: number }>({ text: counts.join(' UNION ALL '), values });
  const byIndex = new Map(rows.map(({ index, count }) => [index, count]));
  return questions.map((_, index) => byIndex.get(index) ?? 0);
}

/** The members of each segment behind `after`, by id, at most `limit` of each. */
export async function findMembers(
  db: Queryable,
  questions: readonly (Question & { after: string | null; limit: number; backwards: boolean })[],
  now: Date,
): Promise<Contact[][]> {
  const { add, values } = createParameters();
  const pages = questions.map(({ storeId, condition, after, limit, backwards }, index) => {
    const beyond = after === null ? 'true' : `c.id ${backwards ? '<' : '>'} ${add(after)}`;
    return `(SELECT ${index} AS index, ${contactColumns} FROM contacts c
      WHERE c.store_id = ${add(storeId)} AND ${beyond} AND ${segmentSql(condition, now, add)}
      ORDER BY c.id ${backwards ? 'DESC' : 'ASC'} LIMIT ${add(limit)})`;
  });
  const { rows } = await db.query<ContactRow & { index: number }>({ text: pages.join(' UNION ALL '), values });
  const found: Contact[][] = questions.map(() => []);
  for (const { index, ...row } of rows) found[index]!.push(toContact(row));
  return found;
}

/** A member as services see it: the address and the account also where the store knows only one of them. */
export interface KnownMember {
  contactId: string;
  email: string | null;
  userId: string | null;
  /** True for an address that the store wrote down. */
  isWritten: boolean;
}

/** The accounts and addresses of contacts. A written address belongs to the account that verified it. */
export async function findAddressesOfMembers(db: Queryable, contacts: readonly Contact[]): Promise<KnownMember[]> {
  const { rows } = await db.query<KnownMember>({
    name: 'segments-members-known',
    text: `SELECT c.id AS "contactId", coalesce(c.email, own.email) AS email, coalesce(c.user_id, theirs.id) AS "userId",
        c.email IS NOT NULL AS "isWritten"
      FROM contacts c
      LEFT JOIN users own ON own.id = c.user_id
      LEFT JOIN users theirs ON theirs.email = c.email AND theirs.email_verified_at IS NOT NULL
      WHERE c.id = ANY ($1) ORDER BY c.id`,
    values: [contacts.map(({ id }) => id)],
  });
  return rows;
}
