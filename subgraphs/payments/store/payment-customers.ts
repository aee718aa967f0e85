import { type Queryable, storableText } from '@soko/postgres';
import type { ProviderName } from '../domain/payment.ts';
import type { PaymentCustomer as Row, PrismaClient } from '../generated/prisma/client.ts';

/** A customer who stands for one checkout, with the card that pays for it. Null until the provider has answered. */
export interface CheckoutCustomer {
  id: string;
  ref: string | null;
  methodRef: string | null;
}

/** A user as a customer of a provider. `ref`, the id there, is null until the provider has answered. */
export interface PaymentCustomer {
  id: string;
  userId: string;
  provider: ProviderName;
  ref: string | null;
  state: 'ACTIVE' | 'FORGETTING' | 'FORGOTTEN';
  attempts: number;
}

const toCustomer = ({ id, userId, provider, ref, state, attempts }: Row): PaymentCustomer => ({
  id,
  userId,
  provider: provider as ProviderName,
  ref,
  state: state as PaymentCustomer['state'],
  attempts,
});

const columns = `payment_customer.id, payment_customer.user_id AS "userId", payment_customer.provider, payment_customer.ref,
  payment_customer.state, payment_customer.attempts`;

/** Returns the customer, and saves a new one before the provider is asked to create it. */
export async function findOrBeginCustomer(
  db: PrismaClient,
  { id, userId, provider }: Pick<PaymentCustomer, 'id' | 'userId' | 'provider'>,
  now: Date,
): Promise<PaymentCustomer> {
  const found = await db.paymentCustomer.upsert({
    where: { userId_provider: { userId, provider } },
    create: { id, userId, provider, createdAt: now },
    update: { userId },
  });
  return toCustomer(found);
}

/** Returns the customer of a card and checkout, or saves a new one, which is due to be deleted at the provider at `forgetAt`. */
export const findOrBeginCheckoutCustomer = (
  db: PrismaClient,
  { id, owner: userId, provider }: { id: string; owner: string; provider: ProviderName },
  { now, forgetAt }: { now: Date; forgetAt: Date },
): Promise<CheckoutCustomer> =>
  db.paymentCustomer.upsert({
    where: { userId_provider: { userId, provider } },
    create: { id, userId, provider, state: 'FORGETTING', claimedUntil: forgetAt, createdAt: now },
    update: { userId },
    select: { id: true, ref: true, methodRef: true },
  });

/** Saves what the provider has created for a checkout. */
export async function saveCheckoutCustomer(
  db: PrismaClient,
  id: string,
  created: { ref: string } | { methodRef: string },
): Promise<void> {
  await db.paymentCustomer.update({ where: { id }, data: created });
}

export async function findCustomer(
  db: PrismaClient,
  userId: string,
  provider: ProviderName,
): Promise<PaymentCustomer | null> {
  const found = await db.paymentCustomer.findUnique({ where: { userId_provider: { userId, provider } } });
  return found && toCustomer(found);
}

/** Saves the id at the provider. If the user was erased in the meantime, the customer is due to be deleted there. */
export async function nameCustomer(pool: Queryable, id: string, ref: string, now: Date): Promise<PaymentCustomer> {
  // SQL: the new values depend on the state of the row in the same statement.
  const { rows } = await pool.query<PaymentCustomer>({
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
 * Begins to erase a user: saved methods are removed here at once, and customers are due to be deleted at the providers. So are
 * those that stand for a checkout, unless it is not paid yet: they are deleted a few days later in any case. A user without a
 * customer gets one that marks the erasure, for a request that is creating a customer at this moment.
 */
export async function beginForgetting(
  pool: Queryable,
  userId: string,
  tombstones: readonly Pick<PaymentCustomer, 'id' | 'provider'>[],
  now: Date,
): Promise<void> {
  // SQL: two tables in one statement; ON CONFLICT with a condition.
  await pool.query({
    name: 'begin-forgetting',
    text: `WITH gone AS (
        UPDATE saved_method SET status = CASE status WHEN 'PENDING' THEN 'FAILED' ELSE 'REMOVED' END, is_default = false,
          brand = NULL, last4 = NULL, exp_month = NULL, exp_year = NULL, sealed = NULL, claimed_until = NULL,
          failure_code = CASE status WHEN 'PENDING' THEN 'account_erased' END, updated_at = $4
        WHERE user_id = $1 AND status IN ('PENDING', 'ACTIVE', 'REMOVING')
      ), checkouts AS (
        UPDATE payment_customer c SET claimed_until = $4 WHERE c.state = 'FORGETTING' AND c.claimed_until > $4
          AND EXISTS (SELECT FROM payment p WHERE p.checkout_id = split_part(c.user_id, ':', 1) AND p.buyer_id = $1)
          AND NOT EXISTS (SELECT FROM payment p WHERE p.checkout_id = split_part(c.user_id, ':', 1)
            AND p.status IN ('CREATED', 'REQUIRES_ACTION', 'AUTHORIZED'))
      )
      INSERT INTO payment_customer (id, user_id, provider, state, claimed_until, created_at)
      SELECT id, $1, provider, 'FORGETTING', $4, $4 FROM unnest($2::text[], $3::text[]) AS each (id, provider)
      ON CONFLICT (user_id, provider) DO UPDATE SET state = 'FORGETTING', claimed_until = $4
      WHERE payment_customer.state = 'ACTIVE'`,
    values: [userId, tombstones.map(({ id }) => id), tombstones.map(({ provider }) => provider), now],
  });
}

/** Claims customers that are due to be deleted, of one user or of all. Unfinished ones are due again at `until`. */
export async function claimForgetting(
  pool: Queryable,
  claim: { userId: string | null; limit: number; now: Date; until: Date },
): Promise<PaymentCustomer[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due customers among processes.
  const { rows } = await pool.query<PaymentCustomer>({
    name: 'claim-forgetting',
    text: `UPDATE payment_customer SET claimed_until = $2, attempts = payment_customer.attempts + 1 FROM (
        SELECT id FROM payment_customer WHERE claimed_until <= $1 AND ($4::text IS NULL OR user_id = $4)
        ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE payment_customer.id = due.id RETURNING ${columns}`,
    values: [claim.now, claim.until, claim.limit, claim.userId],
  });
  return rows;
}

/** Ends the deletion, unless the provider's id was saved in the meantime. */
export async function endForgetting(db: PrismaClient, { id, ref }: PaymentCustomer, now: Date): Promise<void> {
  await db.paymentCustomer.updateMany({
    where: { id, ref, state: 'FORGETTING' },
    data: { state: 'FORGOTTEN', claimedUntil: null, lastError: null, forgottenAt: now },
  });
}

/** Notes a failed try. The deletion is due again at `retryAt`. */
export async function noteFailedForgetting(db: PrismaClient, id: string, error: string, retryAt: Date): Promise<void> {
  await db.paymentCustomer.updateMany({
    where: { id, state: 'FORGETTING' },
    data: { lastError: storableText(error, 500), claimedUntil: retryAt },
  });
}
