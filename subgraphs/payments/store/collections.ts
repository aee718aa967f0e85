import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction, type Queryable } from '@soko/postgres';
import type { CollectionChange } from '../domain/apply-collection-report.ts';
import type { Collection, CollectionStatus } from '../domain/collection.ts';
import type { PaymentMethodKind, ProviderName } from '../domain/payment.ts';
import type { Collection as Model, PrismaClient } from '../generated/prisma/client.ts';
import { claimDueFunds, triedWith } from './due-funds.ts';
import { requireUndecided } from './unmatched-funds.ts';

export const toCollection = ({ failureCode, failureMessage, ...model }: Model): Collection => ({
  ...model,
  purpose: model.purpose as Collection['purpose'],
  method: model.method as PaymentMethodKind,
  provider: model.provider as ProviderName,
  status: model.status as CollectionStatus,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
});

const toModel = ({ failure, ...collection }: Collection): Model => ({
  ...collection,
  failureCode: failure?.code ?? null,
  failureMessage: failure?.message ?? null,
});

/** Saves a new collection before the provider is asked. Returns the one that has its reference, and whether it is new. */
export async function beginCollection(
  db: PrismaClient,
  collection: Collection,
): Promise<{ collection: Collection; mine: boolean }> {
  const { count } = await db.collection.createMany({ data: [toModel(collection)], skipDuplicates: true });
  if (count === 1) return { collection, mine: true };
  const known = await db.collection.findUniqueOrThrow({ where: { reference: collection.reference } });
  return { collection: toCollection(known), mine: false };
}

type Where =
  | { id: string }
  | { reference: string }
  | { provider: ProviderName; providerRef: string }
  | { provider: ProviderName; receipt: string };

export async function findCollection(db: PrismaClient, where: Where): Promise<Collection | null> {
  const found = await db.collection.findFirst({ where });
  return found && toCollection(found);
}

/** A change that books money, or says which it was. */
const booksMoney = ({ before, after }: CollectionChange): boolean =>
  after.status === 'SUCCEEDED' && (before.status !== 'SUCCEEDED' || before.receipt !== after.receipt);

/**
 * Saves a change with its events. False when another process has changed the collection since it was read. Throws
 * `DecidedByPeople` for money that people have given to somebody else.
 */
export const saveCollection = (db: PrismaClient, change: CollectionChange): Promise<boolean> =>
  prismaTransaction(db, async (tx) => {
    const { before, after, events } = change;
    if (after.provider === 'mpesa' && booksMoney(change)) await requireUndecided(tx, after);
    const { id, ...data } = toModel(after);
    const { count } = await tx.collection.updateMany({ where: { id, version: before.version }, data });
    if (count === 1 && events.length > 0) await tellWithPrisma(tx, events);
    return count === 1;
  });

/** Claims collections with a step that is due, until `until`. */
export async function claimDueCollections(
  { db, pool }: { db: PrismaClient; pool: Queryable },
  limit: number,
  now: Date,
  until: Date,
): Promise<Collection[]> {
  const ids = await claimDueFunds(pool, 'collection', limit, now, until);
  if (ids.length === 0) return [];
  const found = await db.collection.findMany({ where: { id: { in: ids } } });
  return found.map(toCollection);
}

/** Sets the next step of a collection that has not changed. An `error` counts as a failed try. */
export async function postponeCollection(
  db: PrismaClient,
  { id, version }: Collection,
  dueAt: Date | null,
  error: string | null = null,
): Promise<void> {
  await db.collection.updateMany({ where: { id, version }, data: { dueAt, ...triedWith(error) } });
}
