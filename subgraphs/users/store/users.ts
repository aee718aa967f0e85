import type { Role } from '@soko/auth';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Parameters, type Queryable, StaleVersion } from '@soko/postgres';
import type { User, UserStatus } from '../domain/user.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const columns = {
  id: true,
  email: true,
  phone: true,
  firstName: true,
  lastName: true,
  locale: true,
  timeZone: true,
  roles: true,
  status: true,
  twoStepLogIn: true,
  emailVerifiedAt: true,
  phoneVerifiedAt: true,
  lastLoggedInAt: true,
  accessVersion: true,
  version: true,
  createdAt: true,
} as const;

type Row = Prisma.UserGetPayload<{ select: typeof columns }>;

const toUser = (row: Row): User => ({
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

export async function findUserIdByEmail(db: Db, email: string): Promise<string | null> {
  const row = await db.user.findUnique({ where: { email }, select: { id: true } });
  return row?.id ?? null;
}

/** A user with the password hash. Commands must not pass the hash on. */
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
  timeZone: string | null;
  now: Date;
}

/**
 * Inserts a user, or finds the user who has the address. Two simultaneous sign-ups create one account, and neither takes
 * longer than the other.
 */
export async function insertUserOrFind(db: Db, user: NewUser): Promise<{ user: User; isNew: boolean }> {
  const { id, email, phone, passwordHash, firstName, lastName, locale, timeZone, now } = user;
  // SQL: one statement whether or not the address is registered, so that the time reveals nothing.
  const rows = await db.$queryRaw<Row[]>`
    INSERT INTO users (id, email, phone, password_hash, first_name, last_name, locale, time_zone, created_at, updated_at)
    VALUES (${id}, ${email}, ${phone}, ${passwordHash}, ${firstName}, ${lastName}, ${locale}, ${timeZone}, ${now}, ${now})
    ON CONFLICT (email) DO UPDATE SET email = EXCLUDED.email
    RETURNING ${Prisma.raw(columnList)}`;
  const row = rows[0]!;
  return { user: toUser(row), isNew: row.id === id };
}

/** The columns of a `Row` for SQL, with Prisma's names. */
const columnList = `id, email, phone, first_name AS "firstName", last_name AS "lastName", locale, time_zone AS "timeZone", roles, status,
   two_step_log_in AS "twoStepLogIn", email_verified_at AS "emailVerifiedAt", phone_verified_at AS "phoneVerifiedAt",
   last_logged_in_at AS "lastLoggedInAt", access_version AS "accessVersion", version, created_at AS "createdAt"`;

/** Changes with which access tokens that were issued before are refused. */
export const endAccessTokens = (now: Date) => ({ accessVersion: { increment: 1 }, accessChangedAt: now }) as const;

/** Makes access tokens that were issued before be refused, without a new version of the user. */
export async function endAccess(tx: Db, id: string, now: Date): Promise<void> {
  await tx.user.updateMany({ where: { id }, data: endAccessTokens(now) });
}

/** Saves changes to a user as the next version. Throws `StaleVersion` when `before` is outdated. */
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
  if (rows[0] === undefined) throw new StaleVersion(`User ${before.id} is no longer at version ${before.version}.`);
  return toUser(rows[0]);
}

/**
 * Records a log-in and returns the user; null when the account is not active. It does not check the version, so that
 * simultaneous log-ins do not collide.
 */
export async function recordLogIn(tx: Db, id: string, now: Date): Promise<User | null> {
  const rows = await tx.user.updateManyAndReturn({
    where: { id, status: 'ACTIVE' },
    data: { lastLoggedInAt: now, version: { increment: 1 } },
    select: columns,
  });
  return rows[0] === undefined ? null : toUser(rows[0]);
}

/** Counts a change of what belongs to a user whose row is locked. Returns the new version. */
export async function countChange(tx: Db, id: string): Promise<number> {
  const { version } = await tx.user.update({
    where: { id },
    data: { version: { increment: 1 } },
    select: { version: true },
  });
  return version;
}

/** Locks the accounts of all administrators until the transaction ends, and returns their ids. */
export async function lockAdministrators(tx: Db): Promise<string[]> {
  // SQL: FOR UPDATE, which Prisma does not have.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE 'ADMIN' = ANY(roles) AND status = 'ACTIVE' ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}

export interface UserFilter {
  search?: string | null | undefined;
  role?: string | null | undefined;
  status?: string | null | undefined;
}

const containing = (text: string): string =>
  `%${text
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

const conditionsOf = ({ search, role, status }: UserFilter, add: Parameters['add']): string[] => [
  ...(search == null || search.trim() === '' ? [] : [`search LIKE ${add(containing(search))}`]),
  ...(role == null ? [] : [`${add(role)} = ANY(roles)`]),
  ...(status == null ? [] : [`status = ${add(status)}`]),
];

/** One page of users, newest first, and one more row. */
export async function listUsers(
  pool: Queryable,
  filter: UserFilter,
  page: Page<readonly [time: Date, id: string]>,
): Promise<User[]> {
  const parameters = createParameters();
  // SQL: `search` is a generated column with a trigram index, which Prisma's schema cannot express; keyset page.
  const rows = await keysetPage<Row>(pool, {
    select: columnList,
    from: 'users',
    where: conditionsOf(filter, parameters.add),
    parameters,
    key: ['created_at', 'id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toUser);
}

/** Locks a user's row until the transaction ends. */
export async function lockUser(tx: Db, id: string): Promise<void> {
  // SQL: FOR UPDATE, which Prisma does not have.
  await tx.$executeRaw`SELECT 1 FROM users WHERE id = ${id} FOR UPDATE`;
}
