import type { Page } from '@soko/pagination';
import { inTransaction, type Queryable, storableText } from '@soko/postgres';
import type pg from 'pg';
import type { ProviderName } from '../domain/payment.ts';
import type {
  Amounts,
  Break,
  BreakKind,
  Reconciliation,
  ReconciliationStatus,
  Stage,
  Totals,
} from '../domain/reconciliation.ts';
import type {
  Prisma,
  PrismaClient,
  Reconciliation as Row,
  ReconciliationBreak as BreakRow,
} from '../generated/prisma/client.ts';

type WrittenAmounts = Record<keyof Amounts, string>;
type WrittenTotals = { currency: string; ours: WrittenAmounts; theirs: WrittenAmounts | null };
type Key = Pick<Reconciliation, 'day' | 'provider'>;

/** A `DATE` column as Prisma reads it: midnight UTC. */
const dateOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

const keyOf = ({ day, provider }: Key) => ({ day: dateOf(day), provider });

const readAmounts = ({ authorized, captured, refunded }: WrittenAmounts): Amounts => ({
  authorized: BigInt(authorized),
  captured: BigInt(captured),
  refunded: BigInt(refunded),
});

const writeAmounts = ({ authorized, captured, refunded }: Amounts): WrittenAmounts => ({
  authorized: authorized.toString(),
  captured: captured.toString(),
  refunded: refunded.toString(),
});

const readTotals = (totals: unknown): Totals[] =>
  (totals as WrittenTotals[]).map(({ currency, ours, theirs }) => ({
    currency,
    ours: readAmounts(ours),
    theirs: theirs && readAmounts(theirs),
  }));

const writeTotals = (totals: readonly Totals[]): WrittenTotals[] =>
  totals.map(({ currency, ours, theirs }) => ({
    currency,
    ours: writeAmounts(ours),
    theirs: theirs && writeAmounts(theirs),
  }));

const writeBreak = ({ oursMinor, theirsMinor, ...rest }: Break, position: number) => ({
  ...rest,
  position,
  oursMinor: oursMinor?.toString() ?? null,
  theirsMinor: theirsMinor?.toString() ?? null,
});

const toReconciliation = ({ day, provider, status, totals, ...row }: Row): Reconciliation => ({
  ...row,
  day: day.toISOString().slice(0, 10),
  provider: provider as ProviderName,
  status: status as ReconciliationStatus,
  totals: readTotals(totals),
});

/**
 * Requests the reconciliation of a day, or its next try if one is due. A day that was computed before it ended is computed
 * again.
 */
export async function requestReconciliation(
  pool: Queryable,
  day: string,
  providers: readonly ProviderName[],
  now: Date,
): Promise<void> {
  // SQL: ON CONFLICT with a condition on the status and the lease.
  await pool.query({
    name: 'request-reconciliation',
    text: `INSERT INTO reconciliation (day, provider, requested_at, claimed_until)
      SELECT $1::date, provider, $3, $3 FROM unnest($2::text[]) AS each (provider)
      ON CONFLICT (day, provider) DO UPDATE SET status = 'PENDING', requested_at = $3, claimed_until = $3, attempts = 0, last_error = NULL
      WHERE NOT reconciliation.final AND (reconciliation.status <> 'PENDING' OR reconciliation.claimed_until <= $3)`,
    values: [day, providers, now],
  });
}

/** The reconciliations of a day by the name of the provider. */
export async function findReconciliations(db: PrismaClient, day: string): Promise<Reconciliation[]> {
  const rows = await db.reconciliation.findMany({ where: { day: dateOf(day) }, orderBy: { provider: 'asc' } });
  return rows.map(toReconciliation);
}

/** What a worker needs to compute a day. */
export type ClaimedReconciliation = Key & Pick<Reconciliation, 'attempts'>;

/** Claims a reconciliation that is due, and clears the error of the last try. If unfinished, it is due again at `until`. */
export async function claimReconciliation(
  pool: Queryable,
  now: Date,
  until: Date,
): Promise<ClaimedReconciliation | null> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due days among processes.
  const { rows } = await pool.query<ClaimedReconciliation>({
    name: 'claim-reconciliation',
    text: `UPDATE reconciliation SET claimed_until = $2, attempts = reconciliation.attempts + 1, last_error = NULL FROM (
        SELECT day, provider FROM reconciliation WHERE claimed_until <= $1 ORDER BY claimed_until LIMIT 1 FOR UPDATE SKIP LOCKED
      ) AS due WHERE reconciliation.day = due.day AND reconciliation.provider = due.provider
      RETURNING to_char(reconciliation.day, 'YYYY-MM-DD') AS day, reconciliation.provider, attempts`,
    values: [now, until],
  });
  return rows[0] ?? null;
}

export interface ReconciliationResult {
  comparable: boolean;
  complete: boolean;
  totals: readonly Totals[];
  breaks: readonly Break[];
}

/** Replaces the result of a day, in one transaction. */
export const saveReconciliation = (
  pool: pg.Pool,
  { day, provider }: Key,
  { comparable, complete, totals, breaks }: ReconciliationResult,
  { now, final }: { now: Date; final: boolean },
): Promise<void> =>
  // SQL: up to 5,000 rows from one parameter. `createMany` blocks the process for seconds with them.
  inTransaction(pool, async (tx) => {
    await tx.query('DELETE FROM reconciliation_break WHERE day = $1::date AND provider = $2', [day, provider]);
    await tx.query(
      `INSERT INTO reconciliation_break (day, provider, position, stage, kind, provider_ref, payment_id, refund_id, currency,
          ours_minor, theirs_minor)
        SELECT $1::date, $2, each.* FROM jsonb_to_recordset($3) AS each (position int, stage text, kind text, "providerRef" text,
          "paymentId" text, "refundId" text, currency text, "oursMinor" bigint, "theirsMinor" bigint)`,
      [day, provider, JSON.stringify(breaks.map(writeBreak))],
    );
    await tx.query(
      `UPDATE reconciliation SET status = $3, final = $4, complete = $5, totals = $6, break_count = $7, last_error = NULL,
          claimed_until = NULL, ran_at = $8 WHERE day = $1::date AND provider = $2`,
      [
        day,
        provider,
        comparable ? 'DONE' : 'NOT_COMPARABLE',
        final,
        complete,
        JSON.stringify(writeTotals(totals)),
        breaks.length,
        now,
      ],
    );
  });

/** Notes a failed try. The reconciliation is due again at `retryAt`. */
export async function noteFailedReconciliation(
  db: PrismaClient,
  key: Key,
  error: string,
  retryAt: Date,
): Promise<void> {
  await db.reconciliation.updateMany({
    where: { ...keyOf(key), status: 'PENDING' },
    data: { lastError: storableText(error, 500), claimedUntil: retryAt },
  });
}

/** A discrepancy with its position in the list. */
export interface PlacedBreak extends Break {
  position: number;
}

const toBreak = ({ stage, kind, ...row }: BreakRow): PlacedBreak => ({
  ...row,
  stage: stage as Stage,
  kind: kind as BreakKind,
});

/** A page of discrepancies in the order found, and one more. */
export async function listBreaks(
  db: PrismaClient,
  key: Key,
  { cursor, backwards, limit }: Page<readonly [position: number]>,
): Promise<PlacedBreak[]> {
  const [than, order]: ['lt' | 'gt', Prisma.SortOrder] = backwards ? ['lt', 'desc'] : ['gt', 'asc'];
  const rows = await db.reconciliationBreak.findMany({
    where: { ...keyOf(key), ...(cursor === null ? {} : { position: { [than]: cursor[0] } }) },
    orderBy: { position: order },
    take: limit + 1,
  });
  return rows.map(toBreak);
}
