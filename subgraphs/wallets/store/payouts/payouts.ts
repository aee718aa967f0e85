import type { Actor } from '@soko/events';
import { type Page, prismaKeyset } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import type { Payout, PayoutKind, PayoutStatus } from '../../domain/payouts/payout.ts';
import type { Payout as Model, PayoutHistory, PrismaClient } from '../../generated/prisma/client.ts';

export const payoutFromModel = ({ failureCode, failureMessage, status, kind, ...model }: Model): Payout => ({
  ...model,
  status: status as PayoutStatus,
  kind: kind as PayoutKind,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
});

const columns = `id, seller_id AS "sellerId", user_id AS "userId", status, currency, amount_minor AS "amountMinor",
  available_minor AS "availableMinor", kind, masked, method_digest AS "methodDigest", asked_sealed AS "askedSealed", run_id AS "runId", bank_file_id AS "bankFileId",
  receipt, failure_code AS "failureCode", failure_message AS "failureMessage", provider_version AS "providerVersion",
  submitted_at AS "submittedAt", paid_at AS "paidAt", returned_at AS "returnedAt", look_at AS "lookAt",
  correlation_id AS "correlationId", version, created_at AS "createdAt", updated_at AS "updatedAt"`;

type Row = Omit<Model, 'amountMinor' | 'availableMinor'> & { amountMinor: string; availableMinor: string };

const toPayout = (row: Row): Payout =>
  payoutFromModel({ ...row, amountMinor: BigInt(row.amountMinor), availableMinor: BigInt(row.availableMinor) });

/** Saves a new payout, without its history. */
export async function insertPayout(tx: Queryable, payout: Payout): Promise<void> {
  await tx.query({
    name: 'payout-insert',
    // SQL: runs in the transaction that holds the amount.
    text: `INSERT INTO payout (id, seller_id, user_id, status, currency, amount_minor, available_minor, kind, masked, method_digest,
        run_id, look_at, correlation_id, version, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)`,
    values: [
      payout.id,
      payout.sellerId,
      payout.userId,
      payout.status,
      payout.currency,
      payout.amountMinor,
      payout.availableMinor,
      payout.kind,
      payout.masked,
      payout.methodDigest,
      payout.runId,
      payout.lookAt,
      payout.correlationId,
      payout.version,
      payout.createdAt,
    ],
  });
}

/** True when a run has made a payout of this seller and currency. */
export async function isPaidByRun(tx: Queryable, runId: string, sellerId: string, currency: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'payout-of-run',
    // SQL: runs in the transaction that holds the amount.
    text: 'SELECT FROM payout WHERE run_id = $1 AND seller_id = $2 AND currency = $3',
    values: [runId, sellerId, currency],
  });
  return rowCount !== 0;
}

/** Payouts by id, locked in that order until the end of the transaction. */
export async function lockPayouts(tx: Queryable, ids: readonly string[]): Promise<Payout[]> {
  const { rows } = await tx.query<Row>({
    name: 'payouts-lock',
    // SQL: FOR UPDATE.
    text: `SELECT ${columns} FROM payout WHERE id = ANY($1) ORDER BY id FOR UPDATE`,
    values: [ids],
  });
  return rows.map(toPayout);
}

export async function lockPayout(tx: Queryable, id: string): Promise<Payout | null> {
  const [payout] = await lockPayouts(tx, [id]);
  return payout ?? null;
}

export interface Change {
  from: PayoutStatus | null;
  by: Actor;
  reason: string | null;
}

/** Saves what can change of a payout that is locked, and the change in its history. */
export async function savePayout(tx: Queryable, after: Payout, { from, by, reason }: Change): Promise<void> {
  await tx.query({
    name: 'payout-save',
    // SQL: two tables in one statement, in the transaction of the ledger.
    text: `WITH saved AS (
        UPDATE payout SET status = $2, receipt = $3, failure_code = $4, failure_message = $5, bank_file_id = $6, submitted_at = $7,
          paid_at = $8, returned_at = $9, look_at = $10, version = $11, updated_at = $12, provider_version = $13,
          asked_sealed = $18 WHERE id = $1)
      INSERT INTO payout_history (payout_id, version, "from", "to", by_kind, by_id, reason, at)
      VALUES ($1, $11, $14, $2, $15, $16, $17, $12)`,
    values: [
      after.id,
      after.status,
      after.receipt,
      after.failure?.code ?? null,
      after.failure?.message ?? null,
      after.bankFileId,
      after.submittedAt,
      after.paidAt,
      after.returnedAt,
      after.lookAt,
      after.version,
      after.updatedAt,
      after.providerVersion,
      from,
      by.kind,
      by.id,
      reason,
      after.askedSealed,
    ],
  });
}

/** Saves the destination that payments is asked to pay to. It stays for every repeat. */
export async function saveAsked(tx: Queryable, id: string, sealed: string): Promise<void> {
  await tx.query({
    name: 'payout-asked',
    // SQL: in the transaction that locks the payout.
    text: 'UPDATE payout SET asked_sealed = $2 WHERE id = $1',
    values: [id, sealed],
  });
}

/** Payouts with a step that is due. They are due again at `until`. */
export async function claimDuePayouts(
  pool: Queryable,
  limit: number,
  { now, until }: { now: Date; until: Date },
): Promise<Payout[]> {
  const { rows } = await pool.query<Row>({
    name: 'payout-claim-due',
    // SQL: FOR UPDATE SKIP LOCKED shares the due payouts among processes.
    text: `UPDATE payout SET look_at = $2 WHERE id IN (
        SELECT id FROM payout WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING ${columns}`,
    values: [now, until, limit],
  });
  return rows.map(toPayout);
}

/** Payouts that wait for a bank file, oldest first. */
export async function findPayoutsForBank(pool: Queryable, limit: number): Promise<Payout[]> {
  const { rows } = await pool.query<Row>({
    name: 'payouts-for-bank',
    // SQL: by a partial index.
    text: `SELECT ${columns} FROM payout WHERE status = 'SCHEDULED' AND kind = 'BANK_ACCOUNT' ORDER BY id LIMIT $1`,
    values: [limit],
  });
  return rows.map(toPayout);
}

export async function findPayouts(db: PrismaClient, ids: readonly string[]): Promise<Payout[]> {
  return (await db.payout.findMany({ where: { id: { in: [...ids] } } })).map(payoutFromModel);
}

/** Status changes of payouts, oldest first. */
export const findPayoutHistories = (db: PrismaClient, ids: readonly string[]): Promise<PayoutHistory[]> =>
  db.payoutHistory.findMany({ where: { payoutId: { in: [...ids] } }, orderBy: { version: 'asc' } });

export interface PayoutQuery {
  sellerId?: string | undefined;
  bankFileId?: string | undefined;
  currency?: string | null | undefined;
  statuses?: readonly PayoutStatus[] | null | undefined;
}

/** A page of payouts, newest first. */
export async function listPayouts(
  db: PrismaClient,
  { sellerId, bankFileId, currency, statuses }: PayoutQuery,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Payout[]> {
  const { where, ...rest } = prismaKeyset('createdAt', page, 'DESC');
  const filter = {
    ...(sellerId === undefined ? {} : { sellerId }),
    ...(bankFileId === undefined ? {} : { bankFileId }),
    ...(currency ? { currency } : {}),
    ...(statuses ? { status: { in: [...statuses] } } : {}),
  };
  return (await db.payout.findMany({ where: { ...filter, ...where }, ...rest })).map(payoutFromModel);
}

/** Forgets where a seller was paid. */
export async function forgetPayoutMethods(db: PrismaClient, userId: string): Promise<void> {
  await db.payout.updateMany({ where: { userId }, data: { masked: null } });
}
