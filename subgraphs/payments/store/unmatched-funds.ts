import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tellWithPrisma } from '@soko/outbox';
import { type Page, prismaKeyset } from '@soko/pagination';
import { prismaTransaction, type Queryable } from '@soko/postgres';
import type { Disbursement } from '../domain/disbursement.ts';
import { keptEvent, settledEvent } from '../domain/unmatched-events.ts';
import type { PayoutOutcome, UnmatchedStatus } from '../domain/unmatched.ts';
import type { Collection } from '../domain/collection.ts';
import type { Prisma, PrismaClient, UnmatchedFunds as Model } from '../generated/prisma/client.ts';

/** Money or a report of a provider that fits nothing that Soko asked for. */
export interface UnmatchedFunds {
  eventId: string;
  kind: string;
  reason: string;
  receipt: string | null;
  providerRef: string | null;
  amountMinor: bigint | null;
  reference: string | null;
  aboutId: string | null;
}

/** Keeps it for people, once per webhook, and publishes it. Returns false when it was kept before. */
export async function keepUnmatched(
  db: PrismaClient,
  unmatched: UnmatchedFunds,
  trail: EventTrail,
  { provider = 'mpesa', currency = 'KES' } = {},
): Promise<boolean> {
  const data = { ...unmatched, id: newId('umf'), provider, currency, receivedAt: trail.now() };
  return prismaTransaction(db, async (tx) => {
    const { count } = await tx.unmatchedFunds.createMany({ data: [data], skipDuplicates: true });
    if (count === 1) await tellWithPrisma(tx, [keptEvent(data, trail)]);
    return count === 1;
  });
}

/** True when money with this receipt is kept for people. */
export const isUnmatched = async (db: PrismaClient, receipt: string): Promise<boolean> =>
  (await db.unmatchedFunds.count({ where: { receipt } })) > 0;

/** True when the report of an event was kept for people, for this reason. */
export const isLeftToPeople = async (db: PrismaClient, eventId: string, reason: string): Promise<boolean> =>
  (await db.unmatchedFunds.count({ where: { eventId, reason } })) > 0;

/** Money of a collection that was left to people because it could not be returned: how often, and how much. */
export async function sumLeftReturns(
  db: PrismaClient,
  aboutId: string,
): Promise<{ times: number; amountMinor: bigint }> {
  const { _count: times, _sum: sum } = await db.unmatchedFunds.aggregate({
    where: { aboutId, kind: 'return', reason: 'not_returned' },
    _count: true,
    _sum: { amountMinor: true },
  });
  return { times, amountMinor: sum.amountMinor ?? 0n };
}

export type KeptFunds = Omit<Model, 'status' | 'outcome'> & { status: UnmatchedStatus; outcome: PayoutOutcome | null };

export async function findUnmatched(db: PrismaClient, id: string): Promise<KeptFunds | null> {
  return (await db.unmatchedFunds.findUnique({ where: { id } })) as KeptFunds | null;
}

/** A page of unmatched funds, newest first. */
export async function listUnmatchedFunds(
  db: PrismaClient,
  statuses: readonly UnmatchedStatus[] | null,
  page: Page<readonly [time: Date, id: string]>,
): Promise<KeptFunds[]> {
  const { where, ...rest } = prismaKeyset('receivedAt', page, 'DESC');
  const filter = statuses === null ? {} : { status: { in: [...statuses] } };
  return (await db.unmatchedFunds.findMany({ where: { ...filter, ...where }, ...rest })) as KeptFunds[];
}

type Row = Omit<KeptFunds, 'amountMinor'> & { amountMinor: string | null };

/** Unmatched funds that nobody else can decide about before the transaction ends, or null. */
export async function lockUnmatched(tx: Queryable, id: string): Promise<KeptFunds | null> {
  const { rows } = await tx.query<Row>({
    name: 'unmatched-lock',
    // SQL: FOR UPDATE.
    text: `SELECT id, provider, event_id AS "eventId", kind, reason, receipt, provider_ref AS "providerRef", currency,
        amount_minor AS "amountMinor", reference, about_id AS "aboutId", received_at AS "receivedAt", status,
        confirmed_at AS "confirmedAt", resolved_at AS "resolvedAt", is_booked AS "isBooked", is_claimed AS "isClaimed", outcome,
        failure_code AS "failureCode", version
      FROM unmatched_funds WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  const [row] = rows;
  return row === undefined ? null : { ...row, amountMinor: row.amountMinor === null ? null : BigInt(row.amountMinor) };
}

/**
 * True when money with this receipt is booked: a collection or a disbursement has it, or was credited without a receipt for the
 * same prompt, or it was reported twice and people have decided about the other report.
 */
export async function isReceiptTaken(tx: Queryable, { id, provider, receipt, ...funds }: KeptFunds): Promise<boolean> {
  if (receipt === null) return false;
  const { rows } = await tx.query<{ taken: boolean }>({
    name: 'unmatched-receipt-taken',
    // SQL: runs in the transaction of the decision.
    text: `SELECT EXISTS (SELECT FROM collection WHERE provider = $2 AND receipt = $3)
        OR EXISTS (SELECT FROM disbursement WHERE provider = $2 AND receipt = $3)
        OR EXISTS (SELECT FROM collection WHERE provider = $2 AND provider_ref = $4 AND status = 'SUCCEEDED' AND receipt IS NULL)
        OR EXISTS (SELECT FROM unmatched_funds WHERE provider = $2 AND receipt = $3 AND is_claimed AND id <> $1) AS taken`,
    values: [id, provider, receipt, funds.kind === 'stk' ? funds.providerRef : null],
  });
  return rows[0]!.taken;
}

/** People have decided about the money of a report, so that nothing else can book it. */
export class DecidedByPeople extends Error {
  override readonly name = 'DecidedByPeople';
}

/**
 * Throws when people have given the money that a collection would get to somebody else. Decisions about it wait until the end of
 * the transaction.
 */
export async function requireUndecided(
  tx: Prisma.TransactionClient,
  { provider, receipt, providerRef, reference }: Pick<Collection, 'provider' | 'receipt' | 'providerRef' | 'reference'>,
): Promise<void> {
  // SQL: FOR UPDATE. A decision for this very collection is no other.
  const found = await tx.$queryRaw<{ decided: boolean }[]>`
    SELECT u.is_claimed AND NOT EXISTS (SELECT FROM funds_decision f WHERE f.unmatched_id = u.id AND f.resolution = 'DEPOSIT'
      AND f.deposit_id = ${reference} AND f.status NOT IN ('REJECTED', 'FAILED')) AS decided
    FROM unmatched_funds u WHERE u.provider = ${provider} AND u.kind <> 'return' AND u.reason NOT IN ('amount_differs', 'paid_differently')
      AND (u.receipt = ${receipt} OR (u.kind = 'stk' AND u.provider_ref = ${providerRef})) ORDER BY u.id FOR UPDATE`;
  if (found.some(({ decided }) => decided)) throw new DecidedByPeople('People have decided about this money.');
}

/** Saves how far people are with unmatched funds that are locked. */
export async function saveUnmatchedStatus(
  tx: Queryable,
  { id, version }: Pick<KeptFunds, 'id' | 'version'>,
  {
    status,
    resolvedAt,
    isBooked,
    isClaimed,
    outcome,
  }: Pick<KeptFunds, 'status' | 'resolvedAt' | 'isBooked' | 'isClaimed' | 'outcome'>,
): Promise<void> {
  await tx.query({
    name: 'unmatched-save-status',
    // SQL: runs in the transaction of the decision.
    text: `UPDATE unmatched_funds SET status = $2, resolved_at = $3, is_booked = $4, version = $5, is_claimed = $6, outcome = $7
      WHERE id = $1`,
    values: [id, status, resolvedAt, isBooked, version, isClaimed, outcome],
  });
}

/** Notes that the provider said, when it was asked, that it has the money. */
export async function confirmUnmatched(db: PrismaClient, id: string, confirmedAt: Date): Promise<void> {
  await db.unmatchedFunds.updateMany({ where: { id, confirmedAt: null }, data: { confirmedAt } });
}

/** Reports about payouts that their provider keeps. */
const keptPayout = 'payout';

/** Locks what people have about a payout that its provider keeps, or returns null. Taken before the payout is changed, as decisions do. */
export async function lockKeptPayout(
  tx: Prisma.TransactionClient,
  { id }: Pick<Disbursement, 'id'>,
): Promise<{ id: string } | null> {
  // SQL: FOR UPDATE. A unique index allows one.
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM unmatched_funds WHERE about_id = ${id} AND kind = ${keptPayout} AND status <> 'RESOLVED' FOR UPDATE`;
  return found ?? null;
}

/** True while people have a payout that its provider keeps. */
export const isWithPeople = async (db: PrismaClient, { id: aboutId }: Pick<Disbursement, 'id'>): Promise<boolean> =>
  (await db.unmatchedFunds.count({ where: { aboutId, kind: keptPayout, status: { not: 'RESOLVED' } } })) > 0;

/** `new`: people have it from now on. `known`: they had it. `changed`: the payout has ended, or is not as it was read, so that nothing was kept. */
export type Keeping = 'new' | 'known' | 'changed';

/**
 * Keeps a payout for people that its provider neither pays nor takes back, and publishes it. A payout that was closed before and is
 * kept again is a new report. Raises the version of a payout that is new to people, so that none ends at the same moment without
 * closing the report.
 */
export const keepPayout = (
  db: PrismaClient,
  payout: Disbursement,
  failureCode: string,
  trail: EventTrail,
): Promise<Keeping> =>
  prismaTransaction(db, async (tx) => {
    const { id: aboutId, version, provider, providerRef, receipt, amountMinor, currency, reference } = payout;
    const known = await lockKeptPayout(tx, payout);
    if (known !== null) {
      await tx.unmatchedFunds.update({ where: { id: known.id }, data: { failureCode } });
      return 'known';
    }
    const { count } = await tx.disbursement.updateMany({
      where: { id: aboutId, version, status: { notIn: ['FAILED', 'RETURNED'] } },
      data: { version: { increment: 1 } },
    });
    if (count !== 1) return 'changed';
    const earlier = await tx.unmatchedFunds.count({ where: { aboutId, kind: keptPayout } });
    const eventId = earlier === 0 ? `kept_${aboutId}` : `kept_${aboutId}:${earlier}`;
    const what = { provider, providerRef, receipt, amountMinor, currency, reference, aboutId, failureCode };
    const data = {
      ...what,
      id: newId('umf'),
      eventId,
      kind: keptPayout,
      reason: 'not_taken_back',
      receivedAt: trail.now(),
    };
    await tx.unmatchedFunds.create({ data });
    await tellWithPrisma(tx, [keptEvent(data, trail)]);
    return 'new';
  });

/** Closes what people had about a payout that has ended without them, and what they had decided meanwhile. It is locked. */
export async function closeKeptPayout(
  tx: Prisma.TransactionClient,
  { id }: { id: string },
  outcome: PayoutOutcome,
  trail: EventTrail,
): Promise<void> {
  const now = trail.now();
  await tx.fundsDecision.updateMany({
    where: { unmatchedId: id, status: { in: ['PROPOSED', 'CHECKING'] } },
    data: { status: 'FAILED', failure: 'The provider ended the payout first.', endedAt: now, dueAt: null },
  });
  const data = { status: 'RESOLVED', outcome, resolvedAt: now, version: { increment: 1 } };
  const after = await tx.unmatchedFunds.update({ where: { id }, data });
  await tellWithPrisma(tx, [settledEvent(after, { decision: null, outcome }, after.version, trail)]);
}

/** Closes what people still have about a payout that has ended before. Throws when the payout has changed since it was read. */
export const closeEndedPayout = (
  db: PrismaClient,
  { id, version }: Pick<Disbursement, 'id' | 'version'>,
  outcome: PayoutOutcome,
  trail: EventTrail,
): Promise<void> =>
  prismaTransaction(db, async (tx) => {
    const kept = await lockKeptPayout(tx, { id });
    // SQL: FOR UPDATE, the report first, as decisions do.
    const unchanged = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM disbursement WHERE id = ${id} AND version = ${version} FOR UPDATE`;
    if (unchanged.length === 0) throw new Error(`The payout ${id} has changed; it is decided about again.`);
    if (kept !== null) await closeKeptPayout(tx, kept, outcome, trail);
  });

/** True while the provider is asked whether people can end a payout: it must not move its money then. */
export const isBeingEnded = async (db: PrismaClient, { id }: Pick<Disbursement, 'id'>): Promise<boolean> =>
  (await db.fundsDecision.count({
    where: { status: 'CHECKING', unmatched: { aboutId: id, kind: keptPayout } },
  })) > 0;
