import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction, type Queryable } from '@soko/postgres';
import type { DisbursementChange } from '../domain/apply-disbursement-report.ts';
import type { Disbursement, DisbursementStatus } from '../domain/disbursement.ts';
import type { ProviderName } from '../domain/payment.ts';
import type { Disbursement as Model, PrismaClient } from '../generated/prisma/client.ts';
import { claimDueFunds, triedWith } from './due-funds.ts';

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

/** Saves a change with its events. False when another process has changed the disbursement since it was read. */
export const saveDisbursement = (db: PrismaClient, { before, after, events }: DisbursementChange): Promise<boolean> =>
  prismaTransaction(db, async (tx) => {
    const { id, ...data } = toModel(after);
    const { count } = await tx.disbursement.updateMany({ where: { id, version: before.version }, data });
    if (count === 1 && events.length > 0) await tellWithPrisma(tx, events);
    return count === 1;
  });

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
