import type { EventTrail } from '@soko/events';
import { tell, tellWithPrisma } from '@soko/outbox';
import { prismaTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { DisbursementChange } from '../domain/apply-disbursement-report.ts';
import { type Disbursement, type DisbursementStatus, isOpenDisbursement } from '../domain/disbursement.ts';
import type { ProviderName } from '../domain/payment.ts';
import type { Disbursement as Model, PrismaClient } from '../generated/prisma/client.ts';
import { claimDueFunds, triedWith } from './due-funds.ts';
import { closeKeptPayout, lockKeptPayout } from './unmatched-funds.ts';

export const toDisbursement = ({ failureCode, failureMessage, ...model }: Model): Disbursement => ({
  ...model,
  purpose: model.purpose as Disbursement['purpose'],
  kind: model.kind as Disbursement['kind'],
  provider: model.provider as ProviderName,
  status: model.status as DisbursementStatus,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
});

const toModel = ({ failure, ...disbursement }: Disbursement): Model => ({
  ...disbursement,
  failureCode: failure?.code ?? null,
  failureMessage: failure?.message ?? null,
});

/** Saves a new disbursement before the provider is asked. Returns the one that has its reference, and whether it is new. */
export async function beginDisbursement(
  db: PrismaClient,
  disbursement: Disbursement,
): Promise<{ disbursement: Disbursement; mine: boolean }> {
  const { count } = await db.disbursement.createMany({ data: [toModel(disbursement)], skipDuplicates: true });
  if (count === 1) return { disbursement, mine: true };
  const known = await db.disbursement.findUniqueOrThrow({ where: { reference: disbursement.reference } });
  return { disbursement: toDisbursement(known), mine: false };
}

type Where = { id: string } | { reference: string } | { provider: ProviderName; providerRef: string };

export async function findDisbursement(db: PrismaClient, where: Where): Promise<Disbursement | null> {
  const found = await db.disbursement.findFirst({ where });
  return found && toDisbursement(found);
}

/**
 * Saves a change with its events. What people had about a payout that ends is closed with it. False when another process has
 * changed the disbursement since it was read.
 */
export const saveDisbursement = (
  db: PrismaClient,
  { before, after, events }: DisbursementChange,
  trail: EventTrail,
): Promise<boolean> =>
  prismaTransaction(db, async (tx) => {
    const kept = after.kind === 'TRANSFER' && !isOpenDisbursement(after) ? await lockKeptPayout(tx, after) : null;
    const { id, ...data } = toModel(after);
    const { count } = await tx.disbursement.updateMany({ where: { id, version: before.version }, data });
    if (count !== 1) return false;
    if (events.length > 0) await tellWithPrisma(tx, events);
    if (kept !== null) await closeKeptPayout(tx, kept, after.status === 'SUCCEEDED' ? 'PAID' : 'TAKEN_BACK', trail);
    return true;
  });

/** Saves the end that people have decided, in the transaction of their decision. Throws when it has changed since it was read. */
export async function saveEndByPeople(tx: pg.PoolClient, { before, after, events }: DisbursementChange): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'disbursement-end-by-people',
    // SQL: runs in the transaction that locks the decision.
    text: `UPDATE disbursement SET status = $3, settled_at = $4, failure_code = $5, failure_message = $6, decision_id = $7,
        updated_at = $8, version = $9, due_at = $10, sealed = NULL, last_error = NULL
      WHERE id = $1 AND version = $2`,
    values: [
      after.id,
      before.version,
      after.status,
      after.settledAt,
      after.failure?.code ?? null,
      after.failure?.message ?? null,
      after.decisionId,
      after.updatedAt,
      after.version,
      after.dueAt,
    ],
  });
  if (rowCount !== 1) throw new Error(`The payout ${after.id} has changed; it is decided about again.`);
  if (events.length > 0) await tell(tx, events);
}

/** Claims disbursements with a step that is due, until `until`. */
export async function claimDueDisbursements(
  { db, pool }: { db: PrismaClient; pool: Queryable },
  limit: number,
  now: Date,
  until: Date,
): Promise<Disbursement[]> {
  const ids = await claimDueFunds(pool, 'disbursement', limit, now, until);
  if (ids.length === 0) return [];
  const found = await db.disbursement.findMany({ where: { id: { in: ids } } });
  return found.map(toDisbursement);
}

/** Sets the next step of a disbursement that has not changed. An `error` counts as a failed try. */
export async function postponeDisbursement(
  db: PrismaClient,
  { id, version }: Disbursement,
  dueAt: Date | null,
  error: string | null = null,
): Promise<void> {
  await db.disbursement.updateMany({ where: { id, version }, data: { dueAt, ...triedWith(error) } });
}
