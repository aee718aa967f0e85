import type { Role } from '@soko/auth';
import { Prisma } from '../generated/prisma/client.ts';
import type { User, UserStatus } from '../domain/user.ts';
import { type Db, StaleVersion } from './database.ts';
import { beyond, newestFirst, type Page, type Position } from './newest-first.ts';

const columns = {
  id: true,
  email: true,
  phone: true,
  firstName: true,
  lastName: true,
  locale: true,
  roles: true,
  status: true,
  twoStepLogIn: true,
  emailVerifiedAt: true,
  phoneVerifiedAt: true,
  lastLoggedInAt: true,
  version: true,
  createdAt: true,
} as const;

type Row = Prisma.UserGetPayload<{ select: typeof columns }>;

export const toUser = (row: Row): User => ({
  ...row,
  roles: row.roles as Role[],
  status: row.status as UserStatus,
});

export async function findUser(db: Db, id: string): Promise<User | null> {
  const row = await db.user.findUnique({ where: { id }, select: columns });
  return row && toUser(row);
}

export async function findUsers(db: Db, ids: readonly string[]): Promise<User[]> {
  const rows = await db.user.findMany({ where: { id: { in: [...ids] } }, select: columns });
  return rows.map(toUser);
}

/** A person and the hash of their password, which goes no further than the command that asked. */
export interface UserWithPassword {
  user: User;
  passwordHash: string | null;
}

export async function findUserWithPassword(
  db: Db,
  where: { id: string } | { email: string },
): Promise<UserWithPassword | null> {
  const row = await db.user.findUnique({ where, select: { ...columns, passwordHash: true } });
  if (row === null) return null;
  const { passwordHash, ...rest } = row;
  return { user: toUser(rest), passwordHash };
}

export interface NewUser {
  id: string;
  email: string;
  phone: string | null;
  passwordHash: string;
  firstName: string;
  lastName: string;
  locale: string;
  now: Date;
}

/**
 * Adds a person, or finds who has the address already: one statement either way, so that two sign-ups at once end with
 * one account and neither takes longer than the other.
 */
export async function addUserUnlessKnown(db: Db, user: NewUser): Promise<{ user: User; isNew: boolean }> {
  const { id, email, phone, passwordHash, firstName, lastName, locale, now } = user;
  const rows = await db.$queryRaw<Row[]>`
    INSERT INTO users (id, email, phone, password_hash, first_name, last_name, locale, created_at, updated_at)
    VALUES (${id}, ${email}, ${phone}, ${passwordHash}, ${firstName}, ${lastName}, ${locale}, ${now}, ${now})
    ON CONFLICT (email) DO UPDATE SET email = EXCLUDED.email
    RETURNING ${columnList}`;
  const row = rows[0]!;
  return { user: toUser(row), isNew: row.id === id };
}

/** The columns of a `Row` for raw SQL, under the names Prisma gives them. */
export const columnList = Prisma.raw(
  `id, email, phone, first_name AS "firstName", last_name AS "lastName", locale, roles, status,
   two_step_log_in AS "twoStepLogIn", email_verified_at AS "emailVerifiedAt", phone_verified_at AS "phoneVerifiedAt",
   last_logged_in_at AS "lastLoggedInAt", version, created_at AS "createdAt"`,
);

/** Saves changes to a person as the next version. Throws `StaleVersion` when `before` is not the newest. */
export async function saveUser(
  tx: Db,
  before: Pick<User, 'id' | 'version'>,
  changes: Prisma.UserUpdateManyMutationInput,
): Promise<User> {
  const rows = await tx.user.updateManyAndReturn({
    where: { id: before.id, version: before.version },
    data: { ...changes, version: before.version + 1, updatedAt: new Date() },
    select: columns,
  });
  if (rows[0] === undefined) throw new StaleVersion(`User ${before.id} is not at version ${before.version} any more.`);
  return toUser(rows[0]);
}

/**
 * Notes a log-in, and answers the person as they are now; null when they may not log in any more. Not bound to a
 * version, so that log-ins at the same time do not collide.
 */
export async function noteLogIn(tx: Db, id: string, now: Date): Promise<User | null> {
  const rows = await tx.user.updateManyAndReturn({
    where: { id, status: 'ACTIVE' },
    data: { lastLoggedInAt: now, version: { increment: 1 } },
    select: columns,
  });
  return rows[0] === undefined ? null : toUser(rows[0]);
}

/** Locks the accounts of all administrators until the transaction ends, and answers their ids. */
export async function lockAdministrators(tx: Db): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE 'ADMIN' = ANY(roles) AND status = 'ACTIVE' ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}

export interface UserFilter {
  search?: string | null | undefined;
  role?: string | null | undefined;
  status?: string | null | undefined;
}

const matching = ({ search, role, status }: UserFilter): Prisma.Sql[] => [
  ...(search == null || search.trim() === '' ? [] : [Prisma.sql`search LIKE ${containing(search)}`]),
  ...(role == null ? [] : [Prisma.sql`${role} = ANY(roles)`]),
  ...(status == null ? [] : [Prisma.sql`status = ${status}`]),
];

const containing = (text: string): string =>
  `%${text
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** One page of people, newest first, and one more. */
export async function listUsers(db: Db, filter: UserFilter, page: Page<Position>): Promise<User[]> {
  const where = Prisma.join([Prisma.sql`true`, ...matching(filter), ...beyond(page)], ' AND ');
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${columnList} FROM users WHERE ${where} ORDER BY ${newestFirst(page)} LIMIT ${page.limit + 1}`;
  return rows.map(toUser);
}

/** Holds a person's row until the transaction ends. */
export async function lockUser(tx: Db, id: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM users WHERE id = ${id} FOR UPDATE`;
}
