import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction, type Queryable, storableText } from '@soko/postgres';
import type { SubscriptionChange } from '../domain/apply-subscription-report.ts';
import type { ProviderName } from '../domain/payment.ts';
import type {
  KnownOf,
  PaidInvoice,
  Reversal,
  Subscription,
  SubscriptionEnd,
  SubscriptionStatus,
} from '../domain/subscription.ts';
import type {
  PrismaClient,
  Subscription as Model,
  SubscriptionInvoice as InvoiceModel,
  SubscriptionReversal as ReversalModel,
} from '../generated/prisma/client.ts';

const toSubscription = ({ failureCode, failureMessage, ...model }: Model): Subscription => ({
  ...model,
  provider: model.provider as ProviderName,
  status: model.status as SubscriptionStatus,
  wantedEnd: model.wantedEnd as SubscriptionEnd,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
});

const toModel = ({ failure, ...subscription }: Subscription): Model => ({
  ...subscription,
  failureCode: failure?.code ?? null,
  failureMessage: failure?.message ?? null,
});

/**
 * Saves a new subscription before the provider is asked. Returns the one with its key, or the one that its reference has
 * already, and whether it is new.
 */
export async function beginSubscription(
  db: PrismaClient,
  subscription: Subscription,
): Promise<{ subscription: Subscription; mine: boolean }> {
  const { count } = await db.subscription.createMany({ data: [toModel(subscription)], skipDuplicates: true });
  if (count === 1) return { subscription, mine: true };
  const { reference, idempotencyKey } = subscription;
  const known =
    (await findSubscription(db, { reference, idempotencyKey })) ??
    (await findSubscription(db, { reference, status: { notIn: ['ENDED', 'FAILED'] } }));
  if (known === null) throw new Error(`Subscription of ${reference} has ended meanwhile.`);
  return { subscription: known, mine: false };
}

type Where =
  | { id: string }
  | { provider: ProviderName; providerRef: string }
  | { reference: string; idempotencyKey: string }
  | { reference: string; status: { notIn: SubscriptionStatus[] } };

export async function findSubscription(db: PrismaClient, where: Where): Promise<Subscription | null> {
  const found = await db.subscription.findFirst({ where });
  return found && toSubscription(found);
}

const toPaidInvoice = (row: InvoiceModel): PaidInvoice => ({
  ref: row.providerRef,
  paymentRef: row.paymentRef,
  currency: row.currency,
  amountMinor: row.amountMinor,
  periodStart: row.periodStart,
  periodEnd: row.periodEnd,
  paidAt: row.paidAt,
});

const toReversal = (row: ReversalModel): Reversal => ({
  ref: row.providerRef,
  invoice: row.invoiceRef,
  kind: row.kind as Reversal['kind'],
  status: row.status as Reversal['status'],
  currency: row.currency,
  amountMinor: row.amountMinor,
  fee: row.feeCurrency === null ? null : { amountMinor: row.feeMinor, currency: row.feeCurrency },
  madeAt: row.madeAt,
});

/** The invoices of a subscription that were paid, and what went back of them. */
export async function findKnownOf(db: PrismaClient, subscriptionId: string): Promise<KnownOf> {
  const rows = await db.subscriptionInvoice.findMany({ where: { subscriptionId }, include: { reversals: true } });
  return {
    invoices: rows.map(toPaidInvoice),
    reversals: rows.flatMap(({ reversals }) => reversals.map(toReversal)),
  };
}

/** The subscription whose invoice a payment has paid. */
export async function findSubscriptionOfPayment(
  db: PrismaClient,
  where: { provider: ProviderName; paymentRef: string },
): Promise<Subscription | null> {
  const found = await db.subscriptionInvoice.findFirst({ where, include: { subscription: true } });
  return found && toSubscription(found.subscription);
}

const toInvoice = ({ id, provider }: Subscription, { ref, ...invoice }: PaidInvoice) => ({
  ...invoice,
  provider,
  providerRef: ref,
  subscriptionId: id,
});

async function saveReversal(
  tx: Pick<PrismaClient, 'subscriptionReversal'>,
  { provider, updatedAt }: Subscription,
  { ref: providerRef, invoice: invoiceRef, fee, kind, status, currency, amountMinor, madeAt }: Reversal,
): Promise<void> {
  const changed = {
    status,
    amountMinor,
    feeMinor: fee?.amountMinor ?? 0n,
    feeCurrency: fee?.currency ?? null,
    updatedAt,
  };
  await tx.subscriptionReversal.upsert({
    where: { provider_providerRef: { provider, providerRef } },
    create: { provider, providerRef, invoiceRef, kind, currency, madeAt, seenAt: updatedAt, ...changed },
    update: changed,
  });
}

/** Saves a change with its invoices and events. False when another process has changed the subscription since it was read. */
export const saveSubscription = (
  db: PrismaClient,
  { before, after, invoices, reversals, events }: SubscriptionChange,
): Promise<boolean> =>
  prismaTransaction(db, async (tx) => {
    const { id, ...data } = toModel(after);
    const { count } = await tx.subscription.updateMany({ where: { id, version: before.version }, data });
    if (count === 0) return false;
    if (invoices.length > 0)
      await tx.subscriptionInvoice.createMany({ data: invoices.map((invoice) => toInvoice(after, invoice)) });
    for (const reversal of reversals) await saveReversal(tx, after, reversal);
    if (events.length > 0) await tellWithPrisma(tx, events);
    return true;
  });

/** Claims subscriptions with a step that is due, until `until`. */
export async function claimDueSubscriptions(
  { db, pool }: { db: PrismaClient; pool: Queryable },
  limit: number,
  now: Date,
  until: Date,
): Promise<Subscription[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due rows among processes.
  const { rows } = await pool.query<{ id: string }>({
    name: 'claim-due-subscriptions',
    text: `UPDATE subscription SET due_at = $2 FROM (
        SELECT id FROM subscription WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE subscription.id = due.id RETURNING subscription.id`,
    values: [now, until, limit],
  });
  const found = await db.subscription.findMany({ where: { id: { in: rows.map(({ id }) => id) } } });
  return found.map(toSubscription);
}

/** Notes a failed try. The next step is due at `dueAt`. */
export async function postponeSubscription(
  db: PrismaClient,
  { id, version }: Subscription,
  dueAt: Date,
  error: string,
): Promise<void> {
  const data = { dueAt, attempts: { increment: 1 }, lastError: storableText(error, 500) };
  await db.subscription.updateMany({ where: { id, version }, data });
}

/** Saves the id of a new subscription at the provider. Null when it has one, or was ended meanwhile. */
export async function saveSubscriptionRef(
  db: PrismaClient,
  { id }: Pick<Subscription, 'id'>,
  providerRef: string,
  dueAt: Date,
): Promise<Subscription | null> {
  const [changed] = await db.subscription.updateManyAndReturn({
    where: { id, status: 'CREATED', providerRef: null, wantedEnd: 'NOT_SET' },
    data: { providerRef, dueAt, version: { increment: 1 } },
  });
  return changed ? toSubscription(changed) : null;
}

/** Notes the end that is wanted, which goes to the provider at `dueAt` at the latest. Null when it has ended, or is to end now. */
export async function wantEnd(
  db: PrismaClient,
  { id }: Pick<Subscription, 'id'>,
  wantedEnd: SubscriptionEnd,
  dueAt: Date,
): Promise<Subscription | null> {
  const [changed] = await db.subscription.updateManyAndReturn({
    where: {
      id,
      status: { notIn: ['ENDED', 'FAILED'] },
      ...(wantedEnd === 'NOW' ? {} : { wantedEnd: { not: 'NOW' } }),
    },
    data: { wantedEnd, endIsTold: false, dueAt, version: { increment: 1 } },
  });
  return changed ? toSubscription(changed) : null;
}

/** The subscriptions of a user that go on. */
const goingOn = (userId: string) => ({
  userId,
  status: { notIn: ['ENDED', 'FAILED'] },
  wantedEnd: 'NOT_SET',
});

/** True for a user who pays for something that is not to end. */
export const paysSubscriptions = async (db: PrismaClient, userId: string): Promise<boolean> =>
  (await db.subscription.findFirst({ where: goingOn(userId), select: { id: true } })) !== null;

/** Notes for all subscriptions of a user that they end with the time that is paid for. The provider gets the end at `dueAt`. */
export async function endSubscriptionsOf(db: PrismaClient, userId: string, dueAt: Date): Promise<void> {
  await db.subscription.updateMany({
    where: goingOn(userId),
    data: { wantedEnd: 'PERIOD_END', endIsTold: false, dueAt, version: { increment: 1 } },
  });
}

/** Notes that the provider has the wanted end. Null when the subscription was changed meanwhile. */
export async function noteToldEnd(
  db: PrismaClient,
  { id, version }: Subscription,
  wantedEnd: SubscriptionEnd,
): Promise<Subscription | null> {
  const [changed] = await db.subscription.updateManyAndReturn({
    where: { id, version, wantedEnd },
    data: { endIsTold: true, version: { increment: 1 } },
  });
  return changed ? toSubscription(changed) : null;
}

/**
 * Notes the card that is to pay, which goes to the provider at `dueAt` at the latest. Null when the first payment was not made,
 * or it has ended, or is to end now.
 */
export async function wantCard(
  db: PrismaClient,
  { id }: Pick<Subscription, 'id'>,
  methodRef: string,
  dueAt: Date,
): Promise<Subscription | null> {
  const [changed] = await db.subscription.updateManyAndReturn({
    where: { id, status: { in: ['ACTIVE', 'PAST_DUE'] }, wantedEnd: { not: 'NOW' } },
    data: { methodRef, hasCard: true, cardIsTold: false, dueAt, version: { increment: 1 } },
  });
  return changed ? toSubscription(changed) : null;
}

/** Notes that the provider has the card, unless another one was chosen meanwhile. */
export async function noteToldCard(
  db: PrismaClient,
  { id, methodRef }: Pick<Subscription, 'id' | 'methodRef'>,
): Promise<void> {
  await db.subscription.updateMany({
    where: { id, methodRef, cardIsTold: false },
    data: { cardIsTold: true, version: { increment: 1 } },
  });
}

/** The subscriptions that a saved card pays. */
export async function findSubscriptionsOfCard(
  db: PrismaClient,
  { provider, methodRef }: { provider: ProviderName; methodRef: string },
): Promise<Subscription[]> {
  const owner = await db.savedMethod.findFirst({ where: { provider, providerRef: methodRef } });
  if (owner === null) return [];
  const found = await db.subscription.findMany({
    where: { userId: owner.userId, provider, methodRef, status: { in: ['ACTIVE', 'PAST_DUE'] } },
  });
  return found.map(toSubscription);
}

/** Sets the time of the next question. */
export async function lookAgain(db: PrismaClient, { id, version }: Subscription, dueAt: Date | null): Promise<void> {
  await db.subscription.updateMany({ where: { id, version }, data: { dueAt } });
}
