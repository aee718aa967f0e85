import type { Page } from '@soko/pagination';
import type pg from 'pg';
import type { ProviderName } from '../domain/payment.ts';
import type { Amounts, Break, Reconciliation, Totals } from '../domain/reconciliation.ts';
import type { Queryable } from './queryable.ts';

type WrittenAmounts = Record<keyof Amounts, string>;
type WrittenTotals = { currency: string; ours: WrittenAmounts; theirs: WrittenAmounts | null };
type Row = Omit<Reconciliation, 'totals'> & { totals: WrittenTotals[] };

const columns = `to_char(reconciliation.day, 'YYYY-MM-DD') AS day, reconciliation.provider, status, final, complete, totals,
  break_count AS "breakCount", attempts, last_error AS "lastError", ran_at AS "ranAt"`;

const readAmounts = ({ authorized, captured, refunded }: WrittenAmounts): Amounts => ({
  authorized: BigInt(authorized),
  captured: BigInt(captured),
  refunded: BigInt(refunded),
});

const toReconciliation = (row: Row): Reconciliation => ({
  ...row,
  totals: row.totals.map(({ currency, ours, theirs }): Totals => ({
    currency,
    ours: readAmounts(ours),
    theirs: theirs && readAmounts(theirs),
  })),
});

/** Asks for a day to be computed, and anew where it was computed before it was over. */
export async function requestReconciliation(
  db: Queryable,
  day: string,
  providers: readonly ProviderName[],
  now: Date,
): Promise<void> {
  await db.query({
    name: 'request-reconciliation',
    text: `INSERT INTO reconciliation (day, provider, requested_at, claimed_until)
      SELECT $1::date, provider, $3, $3 FROM unnest($2::text[]) AS each (provider)
      ON CONFLICT (day, provider) DO UPDATE SET status = 'PENDING', requested_at = $3, claimed_until = $3, attempts = 0, last_error = NULL
      WHERE NOT reconciliation.final AND reconciliation.status <> 'PENDING'`,
    values: [day, providers, now],
  });
}

/** Of every provider, by name. */
export async function findReconciliations(db: Queryable, day: string): Promise<Reconciliation[]> {
  const { rows } = await db.query<Row>({
    name: 'reconciliations',
    text: `SELECT ${columns} FROM reconciliation WHERE day = $1::date ORDER BY provider`,
    values: [day],
  });
  return rows.map(toReconciliation);
}

/** Takes a day of a provider that is to be computed; it is somebody else's again from `until`. */
export async function claimReconciliation(db: Queryable, now: Date, until: Date): Promise<Reconciliation | null> {
  const { rows } = await db.query<Row>({
    name: 'claim-reconciliation',
    text: `UPDATE reconciliation SET claimed_until = $2, attempts = reconciliation.attempts + 1 FROM (
        SELECT day, provider FROM reconciliation WHERE claimed_until <= $1 ORDER BY claimed_until LIMIT 1 FOR UPDATE SKIP LOCKED
      ) AS due WHERE reconciliation.day = due.day AND reconciliation.provider = due.provider RETURNING ${columns}`,
    values: [now, until],
  });
  return rows[0] ? toReconciliation(rows[0]) : null;
}

const writeAmounts = ({ authorized, captured, refunded }: Amounts): WrittenAmounts => ({
  authorized: authorized.toString(),
  captured: captured.toString(),
  refunded: refunded.toString(),
});

export interface Result {
  comparable: boolean;
  complete: boolean;
  totals: readonly Totals[];
  breaks: readonly Break[];
}

/** Keeps what came of a day in the place of what was there before: one transaction. */
export async function saveReconciliation(
  pool: pg.Pool,
  { day, provider }: Pick<Reconciliation, 'day' | 'provider'>,
  { comparable, complete, totals, breaks }: Result,
  { now, final }: { now: Date; final: boolean },
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({
      name: 'forget-breaks',
      text: 'DELETE FROM reconciliation_break WHERE day = $1::date AND provider = $2',
      values: [day, provider],
    });
    await client.query({
      name: 'add-breaks',
      text: `INSERT INTO reconciliation_break (day, provider, position, stage, kind, provider_ref, payment_id, refund_id, currency,
          ours_minor, theirs_minor)
        SELECT $1::date, $2, each.* FROM jsonb_to_recordset($3) AS each (position int, stage text, kind text, "providerRef" text,
          "paymentId" text, "refundId" text, currency text, "oursMinor" bigint, "theirsMinor" bigint)`,
      values: [
        day,
        provider,
        JSON.stringify(
          breaks.map((each, position) => ({
            ...each,
            position,
            oursMinor: each.oursMinor?.toString() ?? null,
            theirsMinor: each.theirsMinor?.toString() ?? null,
          })),
        ),
      ],
    });
    await client.query({
      name: 'save-reconciliation',
      text: `UPDATE reconciliation SET status = $3, final = $4, complete = $5, totals = $6, break_count = $7, last_error = NULL,
          claimed_until = NULL, ran_at = $8 WHERE day = $1::date AND provider = $2`,
      values: [
        day,
        provider,
        comparable ? 'DONE' : 'NOT_COMPARABLE',
        final,
        complete,
        JSON.stringify(
          totals.map(({ currency, ours, theirs }) => ({
            currency,
            ours: writeAmounts(ours),
            theirs: theirs && writeAmounts(theirs),
          })),
        ),
        breaks.length,
        now,
      ],
    });
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

export async function noteFailedReconciliation(
  db: Queryable,
  { day, provider }: Pick<Reconciliation, 'day' | 'provider'>,
  error: string,
  retryAt: Date,
): Promise<void> {
  await db.query({
    name: 'note-failed-reconciliation',
    text: `UPDATE reconciliation SET last_error = $3, claimed_until = $4
      WHERE day = $1::date AND provider = $2 AND status = 'PENDING'`,
    values: [day, provider, error.slice(0, 500), retryAt],
  });
}

/** A break with its place in the list. */
export interface PlacedBreak extends Break {
  position: number;
}

/** In the order they were found, one more than the page is long. The cursor is the position. */
export async function listBreaks(
  db: Queryable,
  { day, provider }: Pick<Reconciliation, 'day' | 'provider'>,
  page: Page<readonly (string | number | null)[]>,
): Promise<PlacedBreak[]> {
  const [than, order] = page.backwards ? ['<', 'DESC'] : ['>', 'ASC'];
  const from = Number(page.cursor?.[0] ?? (page.backwards ? 2_147_483_647 : -1));
  const { rows } = await db.query<
    Omit<PlacedBreak, 'oursMinor' | 'theirsMinor'> & { oursMinor: string | null; theirsMinor: string | null }
  >({
    name: `list-breaks-${order}`,
    text: `SELECT position, stage, kind, provider_ref AS "providerRef", payment_id AS "paymentId", refund_id AS "refundId", currency,
        ours_minor AS "oursMinor", theirs_minor AS "theirsMinor"
      FROM reconciliation_break WHERE day = $1::date AND provider = $2 AND position ${than} $3
      ORDER BY position ${order} LIMIT $4`,
    values: [day, provider, from, page.limit + 1],
  });
  return rows.map((row) => ({
    ...row,
    oursMinor: row.oursMinor === null ? null : BigInt(row.oursMinor),
    theirsMinor: row.theirsMinor === null ? null : BigInt(row.theirsMinor),
  }));
}
