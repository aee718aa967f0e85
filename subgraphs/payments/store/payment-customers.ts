import type { ProviderName } from '../domain/payment.ts';
import type { Queryable } from './queryable.ts';

/** A person at a provider. `ref` is null until the provider has answered. */
export interface PaymentCustomer {
  id: string;
  userId: string;
  provider: ProviderName;
  ref: string | null;
  state: 'ACTIVE' | 'FORGETTING' | 'FORGOTTEN';
  attempts: number;
}

const columns = `payment_customer.id, payment_customer.user_id AS "userId", payment_customer.provider, payment_customer.ref,
  payment_customer.state, payment_customer.attempts`;

/** The person at the provider, written down before the provider is asked to know them. */
export async function findOrBeginCustomer(
  db: Queryable,
  customer: Pick<PaymentCustomer, 'id' | 'userId' | 'provider'>,
  now: Date,
): Promise<PaymentCustomer> {
  const { rows } = await db.query<PaymentCustomer>({
    name: 'find-or-begin-customer',
    text: `INSERT INTO payment_customer (id, user_id, provider, created_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (user_id, provider) DO UPDATE SET user_id = excluded.user_id RETURNING ${columns}`,
    values: [customer.id, customer.userId, customer.provider, now],
  });
  return rows[0]!;
}

export async function findCustomer(
  db: Queryable,
  userId: string,
  provider: ProviderName,
): Promise<PaymentCustomer | null> {
  const { rows } = await db.query<PaymentCustomer>({
    name: 'payment-customer',
    text: `SELECT ${columns} FROM payment_customer WHERE user_id = $1 AND provider = $2`,
    values: [userId, provider],
  });
  return rows[0] ?? null;
}

/** Notes what the provider calls them. Who is being forgotten meanwhile is to be forgotten there as well. */
export async function nameCustomer(db: Queryable, id: string, ref: string, now: Date): Promise<PaymentCustomer> {
  const { rows } = await db.query<PaymentCustomer>({
    name: 'name-customer',
    text: `UPDATE payment_customer SET ref = coalesce(ref, $2),
        state = CASE state WHEN 'ACTIVE' THEN 'ACTIVE' ELSE 'FORGETTING' END,
        claimed_until = CASE state WHEN 'ACTIVE' THEN NULL ELSE $3::timestamptz END
      WHERE id = $1 RETURNING ${columns}`,
    values: [id, ref, now],
  });
  return rows[0]!;
}

/**
 * Begins to forget a person: what they saved is gone here at once, and to be removed at the providers. Who was never
 * known there is noted as well, for a customer that is just being made. One statement; twice changes nothing.
 */
export async function beginForgetting(
  db: Queryable,
  userId: string,
  tombstones: readonly Pick<PaymentCustomer, 'id' | 'provider'>[],
  now: Date,
): Promise<void> {
  await db.query({
    name: 'begin-forgetting',
    text: `WITH gone AS (
        UPDATE saved_method SET status = CASE status WHEN 'PENDING' THEN 'FAILED' ELSE 'REMOVED' END, is_default = false,
          brand = NULL, last4 = NULL, exp_month = NULL, exp_year = NULL, sealed = NULL, claimed_until = NULL,
          failure_code = CASE status WHEN 'PENDING' THEN 'account_erased' END, updated_at = $4
        WHERE user_id = $1 AND status IN ('PENDING', 'ACTIVE', 'REMOVING')
      )
      INSERT INTO payment_customer (id, user_id, provider, state, claimed_until, created_at)
      SELECT id, $1, provider, 'FORGETTING', $4, $4 FROM unnest($2::text[], $3::text[]) AS each (id, provider)
      ON CONFLICT (user_id, provider) DO UPDATE SET state = 'FORGETTING', claimed_until = $4
      WHERE payment_customer.state = 'ACTIVE'`,
    values: [userId, tombstones.map(({ id }) => id), tombstones.map(({ provider }) => provider), now],
  });
}

/** Takes people who are to be forgotten, of one person or of all; they are somebody else's again from `until`. */
export async function claimForgetting(
  db: Queryable,
  claim: { userId: string | null; limit: number; now: Date; until: Date },
): Promise<PaymentCustomer[]> {
  const { rows } = await db.query<PaymentCustomer>({
    name: 'claim-forgetting',
    text: `UPDATE payment_customer SET claimed_until = $2, attempts = payment_customer.attempts + 1 FROM (
        SELECT id FROM payment_customer WHERE claimed_until <= $1 AND ($4::text IS NULL OR user_id = $4)
        ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE payment_customer.id = due.id RETURNING ${columns}`,
    values: [claim.now, claim.until, claim.limit, claim.userId],
  });
  return rows;
}

/** They are forgotten, unless the provider has named them meanwhile. */
export async function endForgetting(db: Queryable, { id, ref }: PaymentCustomer): Promise<void> {
  await db.query({
    name: 'end-forgetting',
    text: `UPDATE payment_customer SET state = 'FORGOTTEN', claimed_until = NULL, last_error = NULL
      WHERE id = $1 AND state = 'FORGETTING' AND ref IS NOT DISTINCT FROM $2`,
    values: [id, ref],
  });
}

export async function noteFailedForgetting(db: Queryable, id: string, error: string, retryAt: Date): Promise<void> {
  await db.query({
    name: 'note-failed-forgetting',
    text: `UPDATE payment_customer SET last_error = $2, claimed_until = $3 WHERE id = $1 AND state = 'FORGETTING'`,
    values: [id, error.slice(0, 500), retryAt],
  });
}
