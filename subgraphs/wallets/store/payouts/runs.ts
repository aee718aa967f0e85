import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** A run that pays every seller who can be paid. */
export interface PayoutRun {
  id: string;
  /** Null for all currencies. */
  currency: string | null;
  /** Id of an administrator, or `schedule`. */
  requestedBy: string;
  runKey: string;
  createdAt: Date;
  finishedAt: Date | null;
  /** Sellers whose payout could not be made. */
  leftOutCount: number;
}

/** Saves a new run, or returns the one that has its key. */
export async function beginRun(db: PrismaClient, run: PayoutRun): Promise<PayoutRun> {
  await db.payoutRun.createMany({ data: [run], skipDuplicates: true });
  const { requestedBy, runKey } = run;
  return db.payoutRun.findUniqueOrThrow({ where: { requestedBy_runKey: { requestedBy, runKey } } });
}

export const findRunByKey = (db: PrismaClient, requestedBy: string, runKey: string): Promise<PayoutRun | null> =>
  db.payoutRun.findUnique({ where: { requestedBy_runKey: { requestedBy, runKey } } });

/** Saves that a run has looked at every seller. The first end counts. */
export async function finishRun(
  db: PrismaClient,
  { id }: PayoutRun,
  { finishedAt, leftOutCount }: { finishedAt: Date; leftOutCount: number },
): Promise<void> {
  await db.payoutRun.updateMany({ where: { id, finishedAt: null }, data: { finishedAt, leftOutCount } });
}

export interface RunTotal {
  runId: string;
  currency: string;
  payoutCount: number;
  totalMinor: bigint;
}

/** What runs paid, by run and currency. */
export async function sumRuns(pool: Queryable, runIds: readonly string[]): Promise<RunTotal[]> {
  const { rows } = await pool.query<{ runId: string; currency: string; count: number; total: string }>({
    name: 'payout-run-totals',
    // SQL: sums by run and currency.
    text: `SELECT run_id AS "runId", currency, count(*)::int AS count, sum(amount_minor) AS total
      FROM payout WHERE run_id = ANY($1) GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [runIds],
  });
  return rows.map(({ runId, currency, count, total }) => ({
    runId,
    currency,
    payoutCount: count,
    totalMinor: BigInt(total),
  }));
}
