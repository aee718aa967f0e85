import { mostSavedMethods, type SavedMethod } from '../domain/saved-method.ts';
import type { ProviderName } from '../domain/payment.ts';
import type { ProviderMethod } from '../providers/method-vault.ts';
import type { Queryable } from './queryable.ts';

const columns = (
  row: string,
): string => `${row}.id, ${row}.user_id AS "userId", ${row}.provider, ${row}.method, ${row}.status,
  ${row}.provider_ref AS "providerRef", coalesce(${row}.brand, '') AS brand, coalesce(${row}.last4, '') AS last4,
  coalesce(${row}.exp_month, 0) AS "expMonth", coalesce(${row}.exp_year, 0) AS "expYear", ${row}.is_default AS "isDefault",
  ${row}.make_default AS "makeDefault", ${row}.idempotency_key AS "idempotencyKey", ${row}.request_hash AS "requestHash",
  ${row}.sealed, ${row}.failure_code AS "failureCode", ${row}.failure_message AS "failureMessage", ${row}.attempts,
  ${row}.created_at AS "createdAt"`;

type Row = Omit<SavedMethod, 'failure'> & { failureCode: string | null; failureMessage: string | null };

const toSavedMethod = ({ failureCode, failureMessage, ...row }: Row): SavedMethod => ({
  ...row,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? 'It cannot be saved.' },
});

export interface Begun {
  method: SavedMethod;
  /** Whether it is this caller's to carry on. */
  mine: boolean;
}

/**
 * Writes down what is to be saved before the provider is asked. Answers what this key began before; null when the person
 * has as many as there may be.
 */
export async function beginSaving(db: Queryable, method: SavedMethod, until: Date): Promise<Begun | null> {
  const { rows } = await db.query<Row & { mine: boolean }>({
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
      mostSavedMethods,
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const { mine, ...rest } = row;
  return { method: toSavedMethod(rest), mine };
}

/** How often a person has begun to save something since `since`. */
export async function countTries(db: Queryable, userId: string, since: Date): Promise<number> {
  const { rows } = await db.query<{ n: number }>({
    name: 'count-saving-tries',
    text: 'SELECT count(*)::int AS n FROM saved_method WHERE user_id = $1 AND created_at >= $2',
    values: [userId, since],
  });
  return rows[0]!.n;
}

export async function findSavedMethod(db: Queryable, id: string): Promise<SavedMethod | null> {
  const { rows } = await db.query<Row>({
    name: 'saved-method',
    text: `SELECT ${columns('saved_method')} FROM saved_method WHERE id = $1`,
    values: [id],
  });
  return rows[0] ? toSavedMethod(rows[0]) : null;
}

export async function findSavedMethodByKey(db: Queryable, userId: string, key: string): Promise<SavedMethod | null> {
  const { rows } = await db.query<Row>({
    name: 'saved-method-by-key',
    text: `SELECT ${columns('saved_method')} FROM saved_method WHERE user_id = $1 AND idempotency_key = $2`,
    values: [userId, key],
  });
  return rows[0] ? toSavedMethod(rows[0]) : null;
}

/** What can be paid with, of each person: the default first, then the newest. */
export async function findSavedMethodsOf(
  db: Queryable,
  userIds: readonly string[],
): Promise<Map<string, SavedMethod[]>> {
  const { rows } = await db.query<Row>({
    name: 'saved-methods-of',
    text: `SELECT ${columns('saved_method')} FROM saved_method WHERE user_id = ANY($1) AND status = 'ACTIVE'
      ORDER BY is_default DESC, created_at DESC, id DESC`,
    values: [userIds],
  });
  const found = new Map<string, SavedMethod[]>();
  for (const row of rows) found.set(row.userId, [...(found.get(row.userId) ?? []), toSavedMethod(row)]);
  return found;
}

/** A method that can be paid with, and its owner at the provider. */
export interface UsableMethod {
  method: SavedMethod;
  customer: string;
}

/** The method, where this person may pay with it. One statement. */
export async function findUsableMethod(db: Queryable, id: string, userId: string): Promise<UsableMethod | null> {
  const { rows } = await db.query<Row & { customer: string }>({
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

export async function findActiveByRef(db: Queryable, provider: ProviderName, ref: string): Promise<SavedMethod | null> {
  const { rows } = await db.query<Row>({
    name: 'saved-method-by-ref',
    text: `SELECT ${columns('saved_method')} FROM saved_method WHERE provider = $1 AND provider_ref = $2 AND status = 'ACTIVE'`,
    values: [provider, ref],
  });
  return rows[0] ? toSavedMethod(rows[0]) : null;
}

/** The provider keeps it: it can be paid with. It becomes the default where that was asked for, or there is none. */
export async function endSaving(db: Queryable, id: string, seen: ProviderMethod, now: Date): Promise<void> {
  await db.query({
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

/** The provider does not keep it. */
export async function failSaving(
  db: Queryable,
  id: string,
  failure: { code: string; message: string },
  now: Date,
): Promise<void> {
  await db.query({
    name: 'fail-saving-method',
    text: `UPDATE saved_method SET status = 'FAILED', failure_code = $2, failure_message = $3, sealed = NULL, claimed_until = NULL,
        updated_at = $4 WHERE id = $1 AND status = 'PENDING'`,
    values: [id, failure.code, failure.message.slice(0, 500), now],
  });
}

/**
 * Begins to remove a person's method: it cannot be paid with from then on, and the newest of the others becomes the
 * default where it was. Answers it as it is then; null when they have no such method.
 */
export async function beginRemoving(
  db: Queryable,
  { id, userId }: { id: string; userId: string },
  times: { now: Date; claimedUntil: Date },
): Promise<SavedMethod | null> {
  const { rows } = await db.query<Row>({
    name: 'begin-removing-method',
    text: `WITH it AS MATERIALIZED (
        SELECT id, is_default FROM saved_method WHERE id = $1 AND user_id = $2 AND status = 'ACTIVE' FOR UPDATE
      ), removed AS (
        UPDATE saved_method SET status = 'REMOVING', is_default = false, claimed_until = $4, attempts = 0, updated_at = $3
        FROM it WHERE saved_method.id = it.id RETURNING saved_method.*
      )
      SELECT ${columns('removed')} FROM removed
      UNION ALL
      SELECT ${columns('known')} FROM saved_method AS known
      WHERE known.id = $1 AND known.user_id = $2 AND known.status IN ('REMOVING', 'REMOVED') AND NOT EXISTS (SELECT FROM removed)`,
    values: [id, userId, times.now, times.claimedUntil],
  });
  return rows[0] ? toSavedMethod(rows[0]) : null;
}

/** Makes the newest of a person's methods the default, where they have none. Answers it, or null when nothing changed. */
export async function chooseDefault(db: Queryable, userId: string, now: Date): Promise<SavedMethod | null> {
  const { rows } = await db.query<Row>({
    name: 'choose-default-method',
    text: `UPDATE saved_method SET is_default = true, updated_at = $2
      WHERE id = (SELECT id FROM saved_method WHERE user_id = $1 AND status = 'ACTIVE' ORDER BY created_at DESC, id DESC LIMIT 1)
        AND NOT EXISTS (SELECT FROM saved_method AS other WHERE other.user_id = $1 AND other.is_default)
      RETURNING ${columns('saved_method')}`,
    values: [userId, now],
  });
  return rows[0] ? toSavedMethod(rows[0]) : null;
}

/** It is gone at the provider: nothing of the card stays here either. */
export async function endRemoving(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query({
    name: 'end-removing-method',
    text: `UPDATE saved_method SET status = 'REMOVED', is_default = false, brand = NULL, last4 = NULL, exp_month = NULL, exp_year = NULL,
        claimed_until = NULL, last_error = NULL, updated_at = $2 WHERE id = $1 AND status IN ('ACTIVE', 'REMOVING')`,
    values: [id, now],
  });
}

/** What the provider says of the card by now, such as another expiry. */
export async function noteMethod(db: Queryable, id: string, seen: ProviderMethod, now: Date): Promise<void> {
  await db.query({
    name: 'note-method',
    text: `UPDATE saved_method SET brand = $2, last4 = $3, exp_month = $4, exp_year = $5, updated_at = $6
      WHERE id = $1 AND status = 'ACTIVE' AND (brand, last4, exp_month, exp_year) IS DISTINCT FROM ($2::text, $3::text, $4::int, $5::int)`,
    values: [id, seen.brand, seen.last4, seen.expMonth, seen.expYear, now],
  });
}

/** Takes what a process began with a provider and did not finish in time. */
export async function claimWaitingMethods(
  db: Queryable,
  limit: number,
  now: Date,
  until: Date,
): Promise<SavedMethod[]> {
  const { rows } = await db.query<Row>({
    name: 'claim-waiting-methods',
    text: `UPDATE saved_method SET claimed_until = $2 FROM (
        SELECT id FROM saved_method WHERE claimed_until <= $1 ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE saved_method.id = due.id RETURNING ${columns('saved_method')}`,
    values: [now, until, limit],
  });
  return rows.map(toSavedMethod);
}

/** A try that came to nothing: it is tried again at `retryAt`. */
export async function noteFailedMethodTry(db: Queryable, id: string, error: string, retryAt: Date): Promise<void> {
  await db.query({
    name: 'note-failed-method-try',
    text: `UPDATE saved_method SET attempts = attempts + 1, last_error = $2, claimed_until = $3
      WHERE id = $1 AND status IN ('PENDING', 'REMOVING')`,
    values: [id, error.slice(0, 500), retryAt],
  });
}
