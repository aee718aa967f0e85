import type { Queryable } from '@soko/postgres';
import type { DecisionStatus, FundsDecision, Resolution } from '../domain/unmatched.ts';
import type { FundsDecision as Model, PrismaClient } from '../generated/prisma/client.ts';

const toDecision = (model: Model): FundsDecision => ({
  ...model,
  resolution: model.resolution as Resolution,
  status: model.status as DecisionStatus,
});

const columns = `id, unmatched_id AS "unmatchedId", resolution, status, wallet_id AS "walletId", deposit_id AS "depositId",
  owner_id AS "ownerId", currency, amount_minor AS "amountMinor", reason, failure, idempotency_key AS "idempotencyKey",
  input_hash AS "inputHash", proposed_by AS "proposedBy", proposed_at AS "proposedAt", decided_by AS "decidedBy",
  decided_at AS "decidedAt", ended_at AS "endedAt", attempts, last_error AS "lastError", due_at AS "dueAt",
  correlation_id AS "correlationId"`;

type Row = Omit<FundsDecision, 'amountMinor'> & { amountMinor: string | null };

const fromRow = (row: Row): FundsDecision => ({
  ...row,
  amountMinor: row.amountMinor === null ? null : BigInt(row.amountMinor),
});

/** A decision by the key of its proposal, or null. */
export async function findDecisionByKey(
  db: PrismaClient,
  proposedBy: string,
  idempotencyKey: string,
): Promise<FundsDecision | null> {
  const where = { proposedBy_idempotencyKey: { proposedBy, idempotencyKey } };
  const found = await db.fundsDecision.findUnique({ where });
  return found && toDecision(found);
}

/** True when the proposer has used the key before. */
export async function isKeyUsed(
  tx: Queryable,
  { proposedBy, idempotencyKey }: Pick<FundsDecision, 'proposedBy' | 'idempotencyKey'>,
): Promise<boolean> {
  const { rows } = await tx.query({
    name: 'funds-decision-key',
    // SQL: runs in the transaction that locks the funds.
    text: 'SELECT FROM funds_decision WHERE proposed_by = $1 AND idempotency_key = $2',
    values: [proposedBy, idempotencyKey],
  });
  return rows.length > 0;
}

export async function findDecision(db: PrismaClient, id: string): Promise<FundsDecision | null> {
  const found = await db.fundsDecision.findUnique({ where: { id } });
  return found && toDecision(found);
}

/** The decisions about unmatched funds, oldest first. */
export async function findDecisionsOf(db: PrismaClient, unmatchedIds: readonly string[]): Promise<FundsDecision[]> {
  const found = await db.fundsDecision.findMany({
    where: { unmatchedId: { in: [...unmatchedIds] } },
    orderBy: [{ proposedAt: 'asc' }, { id: 'asc' }],
  });
  return found.map(toDecision);
}

/** The decision that the provider's answer about unmatched funds is awaited for, or null. */
export async function findCheckedDecision(db: PrismaClient, unmatchedId: string): Promise<FundsDecision | null> {
  const found = await db.fundsDecision.findFirst({ where: { unmatchedId, status: 'CHECKING' } });
  return found && toDecision(found);
}

/** A decision that nobody else can change before the transaction ends, or null. Its funds are locked first. */
export async function lockDecision(tx: Queryable, id: string): Promise<FundsDecision | null> {
  const { rows } = await tx.query<Row>({
    name: 'funds-decision-lock',
    // SQL: locks the rows, the funds first, as a proposal does.
    text: `WITH funds AS MATERIALIZED (
        SELECT id FROM unmatched_funds WHERE id = (SELECT unmatched_id FROM funds_decision WHERE id = $1) FOR UPDATE)
      SELECT ${columns} FROM funds_decision WHERE id = $1 AND unmatched_id = (SELECT id FROM funds) FOR UPDATE`,
    values: [id],
  });
  return rows[0] === undefined ? null : fromRow(rows[0]);
}

/** Saves a new decision. False when its proposer has used the key before. */
export async function insertDecision(tx: Queryable, it: FundsDecision): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'funds-decision-insert',
    // SQL: runs in the transaction that locks the funds, which a conflict must not end.
    text: `INSERT INTO funds_decision (id, unmatched_id, resolution, status, wallet_id, deposit_id, owner_id, currency, amount_minor,
        reason, idempotency_key, input_hash, proposed_by, proposed_at, ended_at, due_at, correlation_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      ON CONFLICT (proposed_by, idempotency_key) DO NOTHING`,
    values: [
      it.id,
      it.unmatchedId,
      it.resolution,
      it.status,
      it.walletId,
      it.depositId,
      it.ownerId,
      it.currency,
      it.amountMinor,
      it.reason,
      it.idempotencyKey,
      it.inputHash,
      it.proposedBy,
      it.proposedAt,
      it.endedAt,
      it.dueAt,
      it.correlationId,
    ],
  });
  return rowCount === 1;
}

/** Saves what can change of a decision that is locked. */
export async function saveDecision(tx: Queryable, it: FundsDecision): Promise<void> {
  await tx.query({
    name: 'funds-decision-save',
    // SQL: runs in the transaction that locks it.
    text: `UPDATE funds_decision SET status = $2, failure = $3, decided_by = $4, decided_at = $5, ended_at = $6, due_at = $7,
        last_error = NULL WHERE id = $1`,
    values: [it.id, it.status, it.failure, it.decidedBy, it.decidedAt, it.endedAt, it.dueAt],
  });
}

/**
 * What an administrator has decided alone since a time, in one currency. Other decisions of the same administrator and currency
 * wait until the end of the transaction, so that an amount cannot be split over requests at the same moment.
 */
export async function lockDecidedAlone(
  tx: Queryable,
  { proposedBy, currency }: Pick<FundsDecision, 'proposedBy' | 'currency'>,
  since: Date,
): Promise<bigint> {
  // SQL: an advisory lock, because there may be no row yet.
  await tx.query({
    name: 'funds-decision-lock-admin',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('funds decisions:' || $1 || $2, 0))`,
    values: [proposedBy, currency],
  });
  const { rows } = await tx.query<{ moved: string }>({
    name: 'funds-decision-alone',
    // SQL: a sum, after the lock.
    text: `SELECT coalesce(sum(abs(amount_minor)), 0) AS moved FROM funds_decision
      WHERE proposed_by = $1 AND currency = $2 AND decided_by IS NULL AND status IN ('CHECKING', 'RETURNING', 'APPLIED')
        AND proposed_at > $3`,
    values: [proposedBy, currency, since],
  });
  return BigInt(rows[0]!.moved);
}

/** Claims decisions with a step that is due, until `until`. */
export async function claimDueDecisions(
  pool: Queryable,
  limit: number,
  now: Date,
  until: Date,
): Promise<FundsDecision[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due rows among processes.
  const { rows } = await pool.query<Row>({
    name: 'funds-decision-claim',
    text: `UPDATE funds_decision SET due_at = $2 WHERE id IN (
        SELECT id FROM funds_decision WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING ${columns}`,
    values: [now, until, limit],
  });
  return rows.map(fromRow);
}

/** Sets the next step of a decision that is still open, and counts the try. */
export async function postponeDecision(
  db: PrismaClient,
  { id, status }: FundsDecision,
  dueAt: Date,
  lastError: string | null = null,
): Promise<void> {
  await db.fundsDecision.updateMany({ where: { id, status }, data: { dueAt, lastError, attempts: { increment: 1 } } });
}

const returnPrefix = 'unmatched:';

/** Reference of the disbursement that returns the money of a decision. */
export const returnReference = ({ id }: Pick<FundsDecision, 'id'>): string => `${returnPrefix}${id}`;

/** Has a decision go on whose disbursement has ended. False for a disbursement that belongs to none. */
export async function wakeDecisionOf(db: PrismaClient, reference: string, now: Date): Promise<boolean> {
  if (!reference.startsWith(returnPrefix)) return false;
  const where = { id: reference.slice(returnPrefix.length), status: 'RETURNING' };
  const { count } = await db.fundsDecision.updateMany({ where, data: { dueAt: now } });
  return count === 1;
}

/** Forgets the reasons of decisions for a user. */
export async function forgetReasons(db: PrismaClient, ownerId: string): Promise<void> {
  await db.fundsDecision.updateMany({ where: { ownerId, reason: { not: null } }, data: { reason: null } });
}
