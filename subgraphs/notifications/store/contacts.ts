import type { Queryable } from '@soko/postgres';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';

type Db = PrismaClient | Prisma.TransactionClient;

/** Name, language, time zone and email address of a person. */
export interface Contact {
  userId: string;
  email: string;
  firstName: string;
  locale: string;
  /** IANA name. Null when it is not known. */
  timeZone: string | null;
}

/** The contact of a person: null after erasure, undefined while no event about the account has arrived. */
export async function findContact(db: Db, userId: string): Promise<Contact | null | undefined> {
  const row = await db.contact.findUnique({ where: { userId } });
  if (row === null) return undefined;
  const { email, firstName, locale, timeZone } = row;
  return email === null ? null : { userId, email, firstName: firstName ?? '', locale, timeZone };
}

interface ContactRow {
  user_id: string;
  email: string | null;
  first_name: string | null;
  locale: string;
  time_zone: string | null;
}

/** The contacts of people: null after erasure. Those of whom no event has arrived are missing. */
export async function findContacts(
  db: Queryable,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Contact | null>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await db.query<ContactRow>({
    // SQL: every order event.
    name: 'notifications-contacts',
    text: 'SELECT user_id, email, first_name, locale, time_zone FROM contacts WHERE user_id = ANY ($1)',
    values: [[...new Set(userIds)]],
  });
  return new Map(
    rows.map(({ user_id: userId, email, first_name: firstName, locale, time_zone: timeZone }) => [
      userId,
      email === null ? null : { userId, email, firstName: firstName ?? '', locale, timeZone },
    ]),
  );
}

/** Saves a contact, unless a later version of the account is known. */
export async function saveContact(
  db: PrismaClient,
  { userId, email, firstName, locale, timeZone }: Contact,
  version: number,
): Promise<void> {
  // SQL: Prisma's upsert has no condition on the version.
  await db.$executeRaw`
    INSERT INTO contacts (user_id, email, first_name, locale, time_zone, version)
    VALUES (${userId}, ${email}, ${firstName}, ${locale}, ${timeZone}, ${version})
    ON CONFLICT (user_id) DO UPDATE
      SET email = excluded.email, first_name = excluded.first_name, locale = excluded.locale,
        time_zone = excluded.time_zone, version = excluded.version
      WHERE contacts.version <= excluded.version`;
}

/** Remembers an address that a person no longer has, until their erasure. */
export async function noteFormerEmail(db: PrismaClient, userId: string, email: string): Promise<void> {
  // SQL: once each, and nothing after the erasure.
  await db.$executeRaw`
    UPDATE contacts SET former_emails = array_append(array_remove(former_emails, ${email}), ${email})
    WHERE user_id = ${userId} AND email IS NOT NULL`;
}

/** The addresses that a person had before. Without those that are another person's now. */
export async function findFormerEmails(tx: Prisma.TransactionClient, userId: string): Promise<string[]> {
  // SQL: an array, and other rows of the table.
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT former.email FROM contacts c, unnest(c.former_emails) AS former (email)
    WHERE c.user_id = ${userId} AND NOT EXISTS (
      SELECT 1 FROM contacts other WHERE other.email = former.email AND other.user_id <> ${userId})`;
  return rows.map(({ email }) => email);
}

/** Empties a contact. The row stays, so that events that arrive late bring nothing back. */
export async function eraseContact(db: Db, { userId, version }: { userId: string; version: number }): Promise<void> {
  // SQL: Prisma's upsert cannot keep the greater of two versions.
  await db.$executeRaw`
    INSERT INTO contacts (user_id, locale, version) VALUES (${userId}, 'en', ${version})
    ON CONFLICT (user_id) DO UPDATE
      SET email = NULL, former_emails = '{}', first_name = NULL, locale = 'en', time_zone = NULL,
        version = greatest(contacts.version, excluded.version)`;
}

/** Saves an empty contact for a person of whom nothing is known, and can be known no more. A later event may still fill it. */
export async function missContact(db: Db, userId: string): Promise<void> {
  await db.contact.createMany({ data: [{ userId, locale: 'en', version: 0 }], skipDuplicates: true });
}
