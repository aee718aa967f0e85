import { type Queryable, storableText } from '@soko/postgres';
import type { PaymentMethodKind, ProviderName } from '../domain/payment.ts';
import {
  maxSavedMethods,
  type ProviderMethod,
  type SavedMethod,
  type SavedMethodStatus,
} from '../domain/saved-method.ts';
import type { PrismaClient, SavedMethod as Model } from '../generated/prisma/client.ts';

type Row = Omit<Model, 'lastError' | 'claimedUntil' | 'updatedAt'>;

/** The columns of `Row`, under the names that Prisma gives them. */
const columns = (
  table: string,
): string => `${table}.id, ${table}.user_id AS "userId", ${table}.provider, ${table}.method,
  ${table}.status, ${table}.provider_ref AS "providerRef", ${table}.brand, ${table}.last4, ${table}.exp_month AS "expMonth",
  ${table}.exp_year AS "expYear", ${table}.is_default AS "isDefault", ${table}.make_default AS "makeDefault",
  ${table}.idempotency_key AS "idempotencyKey", ${table}.request_hash AS "requestHash", ${table}.sealed,
  ${table}.failure_code AS "failureCode", ${table}.failure_message AS "failureMessage", ${table}.attempts,
  ${table}.created_at AS "createdAt"`;

const toSavedMethod = ({ failureCode, failureMessage, ...row }: Row): SavedMethod => ({
  ...row,
  provider: row.provider as ProviderName,
  method: row.method as PaymentMethodKind,
  status: row.status as SavedMethodStatus,
  brand: row.brand ?? '',
  last4: row.last4 ?? '',
  expMonth: row.expMonth ?? 0,
  expYear: row.expYear ?? 0,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? 'The card cannot be saved.' },
});

export interface BegunMethod {
  method: SavedMethod;
  /** True when this request has begun it. */
  mine: boolean;
}

/**
 * Saves a new payment method before the provider is asked. Returns the one that the same key began earlier, if any. Null
 * when the user has reached the maximum.
 */
export async function beginSaving(pool: Queryable, method: SavedMethod, until: Date): Promise<BegunMethod | null> {
  // SQL: counts, inserts and reads in one statement; ON CONFLICT.
  const { rows } = await pool.query<Row & { mine: boolean }>({
    name: 'begin-saving-method',
    text: `WITH made AS (
        INSERT INTO saved_method (id, user_id, provider, method, make_default, idempotency_key, request_hash, sealed, claimed_until,
          created_at, updated_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10
        WHERE (SELECT count(*) FROM saved_method WHERE user_id = $2 AND status IN ('PENDING', 'ACTIVE')) < $11
        ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING *
      )
      SELECT ${columns('made')}, true AS mine FROM made
      UNION ALL
      SELECT ${columns('known')}, false FROM saved_method AS known
      WHERE known.user_id = $2 AND known.idempotency_key = $6 AND NOT EXISTS (SELECT FROM made)`,
    values: [
      method.id,
      method.userId,
      method.provider,
      method.method,
      method.makeDefault,
      method.idempotencyKey,
      method.requestHash,
      method.sealed,
      until,
      method.createdAt,
      maxSavedMethods,
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const { mine, ...rest } = row;
  return { method: toSavedMethod(rest), mine };
}

/** Number of payment methods that a user has begun to save since `since`. */
export const countTries = (db: PrismaClient, userId: string, since: Date): Promise<number> =>
  db.savedMethod.count({ where: { userId, createdAt: { gte: since } } });

export async function findSavedMethod(db: PrismaClient, id: string): Promise<SavedMethod | null> {
  const found = await db.savedMethod.findUnique({ where: { id } });
  return found && toSavedMethod(found);
}

export async function findSavedMethodByKey(
  db: PrismaClient,
  userId: string,
  idempotencyKey: string,
): Promise<SavedMethod | null> {
  const found = await db.savedMethod.findUnique({
    where: { userId_idempotencyKey: { userId, idempotencyKey } },
  });
  return found && toSavedMethod(found);
}

/** The usable payment methods by user: the default first, then the newest. */
export async function findSavedMethodsOf(
  db: PrismaClient,
  userIds: readonly string[],
): Promise<Map<string, SavedMethod[]>> {
  const rows = await db.savedMethod.findMany({
    where: { userId: { in: [...userIds] }, status: 'ACTIVE' },
    orderBy: [{ isDefault: 'desc' }, { createdAt: 'desc' }, { id: 'desc' }],
  });
  const found = new Map<string, SavedMethod[]>();
  for (const row of rows) found.set(row.userId, [...(found.get(row.userId) ?? []), toSavedMethod(row)]);
  return found;
}

/** A usable payment method, with the id of its customer at the provider. */
export interface UsableMethod {
  method: SavedMethod;
  customer: string;
}

/** The payment method, if this user can pay with it. */
export async function findUsableMethod(pool: Queryable, id: string, userId: string): Promise<UsableMethod | null> {
  // SQL: hot (checkouts with a saved card); joins two tables that have no relation.
  const { rows } = await pool.query<Row & { customer: string }>({
    name: 'usable-method',
    text: `SELECT ${columns('saved_method')}, payment_customer.ref AS customer FROM saved_method
      JOIN payment_customer USING (user_id, provider)
      WHERE saved_method.id = $1 AND user_id = $2 AND status = 'ACTIVE' AND state = 'ACTIVE' AND ref IS NOT NULL`,
    values: [id, userId],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const { customer, ...rest } = row;
  return { method: toSavedMethod(rest), customer };
}

export async function findActiveByRef(
  db: PrismaClient,
  provider: ProviderName,
  providerRef: string,
): Promise<SavedMethod | null> {
  const found = await db.savedMethod.findFirst({ where: { provider, providerRef, status: 'ACTIVE' } });
  return found && toSavedMethod(found);
}

/** The provider has saved the method: it becomes usable, and the default if that was requested or there is none. */
export async function endSaving(pool: Queryable, id: string, seen: ProviderMethod, now: Date): Promise<void> {
  // SQL: locks the row and moves the default between rows in one statement.
  await pool.query({
    name: 'end-saving-method',
    text: `WITH it AS MATERIALIZED (
        SELECT id, user_id, make_default OR NOT EXISTS (
          SELECT FROM saved_method AS other WHERE other.user_id = saved_method.user_id AND other.is_default) AS first
        FROM saved_method WHERE id = $1 AND status = 'PENDING' FOR UPDATE
      ), others AS (
        UPDATE saved_method SET is_default = false, updated_at = $7 FROM it
        WHERE saved_method.user_id = it.user_id AND saved_method.is_default AND it.first RETURNING saved_method.id
      )
      UPDATE saved_method SET status = 'ACTIVE', provider_ref = $2, brand = $3, last4 = $4, exp_month = $5, exp_year = $6,
        is_default = it.first, sealed = NULL, claimed_until = NULL, last_error = NULL, updated_at = $7
      FROM it WHERE saved_method.id = it.id AND (SELECT count(*) FROM others) >= 0`,
    values: [id, seen.ref, seen.brand, seen.last4, seen.expMonth, seen.expYear, now],
  });
}

/** The provider refuses to save the method. */
export async function failSaving(
  db: PrismaClient,
  id: string,
  failure: { code: string; message: string },
  now: Date,
): Promise<void> {
  await db.savedMethod.updateMany({
    where: { id, status: 'PENDING' },
    data: {
      status: 'FAILED',
      failureCode: storableText(failure.code, 100),
      failureMessage: storableText(failure.message, 500),
      sealed: null,
      claimedUntil: null,
      updatedAt: now,
    },
  });
}

/** Makes a payment method unusable until the provider has removed it. Null when the user has no such method. */
export async function beginRemoving(
  db: PrismaClient,
  { id, userId }: { id: string; userId: string },
  { now, claimedUntil }: { now: Date; claimedUntil: Date },
): Promise<SavedMethod | null> {
  const [begun] = await db.savedMethod.updateManyAndReturn({
    where: { id, userId, status: 'ACTIVE' },
    data: { status: 'REMOVING', isDefault: false, claimedUntil, attempts: 0, updatedAt: now },
  });
  const found =
    begun ?? (await db.savedMethod.findFirst({ where: { id, userId, status: { in: ['REMOVING', 'REMOVED'] } } }));
  return found && toSavedMethod(found);
}

/** Makes the newest payment method of a user the default, if there is none. Null when nothing has changed. */
export async function chooseDefault(pool: Queryable, userId: string, now: Date): Promise<SavedMethod | null> {
  // SQL: the choice and the condition are subqueries of one statement.
  const { rows } = await pool.query<Row>({
    name: 'choose-default-method',
    text: `UPDATE saved_method SET is_default = true, updated_at = $2
      WHERE id = (SELECT id FROM saved_method WHERE user_id = $1 AND status = 'ACTIVE' ORDER BY created_at DESC, id DESC LIMIT 1)
        AND NOT EXISTS (SELECT FROM saved_method AS other WHERE other.user_id = $1 AND other.is_default)
      RETURNING ${columns('saved_method')}`,
    values: [userId, now],
  });
  return rows[0] ? toSavedMethod(rows[0]) : null;
}

/** The method is removed at the provider: deletes the data of the card here as well. */
export async function endRemoving(db: PrismaClient, id: string, now: Date): Promise<void> {
  await db.savedMethod.updateMany({
    where: { id, status: { in: ['ACTIVE', 'REMOVING'] } },
    data: {
      status: 'REMOVED',
      isDefault: false,
      brand: null,
      last4: null,
      expMonth: null,
      expYear: null,
      claimedUntil: null,
      lastError: null,
      updatedAt: now,
    },
  });
}

/** Saves changes of the card at the provider, such as a new expiry date. */
export async function noteMethod(
  db: PrismaClient,
  id: string,
  { brand, last4, expMonth, expYear }: ProviderMethod,
  now: Date,
): Promise<void> {
  const card = { brand, last4, expMonth, expYear };
  await db.savedMethod.updateMany({ where: { id, status: 'ACTIVE', NOT: card }, data: { ...card, updatedAt: now } });
}

/** Claims payment methods whose lease has expired before the provider had answered. */
export async function claimWaitingMethods(
  pool: Queryable,
  limit: number,
  now: Date,
  until: Date,
): Promise<SavedMethod[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due methods among processes.
  const { rows } = await pool.query<Row>({
    name: 'claim-waiting-methods',
    text: `UPDATE saved_method SET claimed_until = $2 FROM (
        SELECT id FROM saved_method WHERE claimed_until <= $1 ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE saved_method.id = due.id RETURNING ${columns('saved_method')}`,
    values: [now, until, limit],
  });
  return rows.map(toSavedMethod);
}

/** Notes a failed try. The method is due again at `retryAt`. */
export async function noteFailedMethodTry(db: PrismaClient, id: string, error: string, retryAt: Date): Promise<void> {
  await db.savedMethod.updateMany({
    where: { id, status: { in: ['PENDING', 'REMOVING'] } },
    data: { attempts: { increment: 1 }, lastError: storableText(error, 500), claimedUntil: retryAt },
  });
}
