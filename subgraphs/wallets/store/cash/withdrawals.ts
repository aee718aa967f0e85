import type { Actor } from '@soko/events';
import { type Page, prismaKeyset } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import type { Withdrawal, WithdrawalStatus } from '../../domain/cash/withdrawal.ts';
import type { PrismaClient, Withdrawal as Model, WithdrawalHistory } from '../../generated/prisma/client.ts';

export const withdrawalFromModel = ({ failureCode, failureMessage, status, ...model }: Model): Withdrawal => ({
  ...model,
  status: status as WithdrawalStatus,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
});

const columns = `id, owner_id AS "ownerId", wallet_id AS "walletId", status, currency, amount_minor AS "amountMinor",
  withholding_minor AS "withholdingMinor", phone, challenge_id AS "challengeId", code_sent_to AS "codeSentTo",
  code_expires_at AS "codeExpiresAt", receipt, failure_code AS "failureCode", failure_message AS "failureMessage", contradicted,
  payout_version AS "payoutVersion", idempotency_key AS "idempotencyKey", input_hash AS "inputHash", submitted_at AS "submittedAt", look_at AS "lookAt",
  correlation_id AS "correlationId", version, created_at AS "createdAt", updated_at AS "updatedAt"`;

type Row = Omit<Model, 'amountMinor' | 'withholdingMinor'> & { amountMinor: string; withholdingMinor: string };

const toWithdrawal = (row: Row): Withdrawal =>
  withdrawalFromModel({
    ...row,
    amountMinor: BigInt(row.amountMinor),
    withholdingMinor: BigInt(row.withholdingMinor),
  });

/** Saves a new withdrawal. False when its owner has used the key before; waits for a request that is using it. */
export async function insertWithdrawal(tx: Queryable, withdrawal: Withdrawal): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'withdrawal-insert',
    // SQL: runs in a transaction that a conflict must not end.
    text: `INSERT INTO withdrawal (id, owner_id, wallet_id, status, currency, amount_minor, withholding_minor, phone,
        idempotency_key, input_hash, look_at, correlation_id, version, created_at, updated_at, challenge_id, code_sent_to,
        code_expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17)
      ON CONFLICT (owner_id, idempotency_key) DO NOTHING`,
    values: [
      withdrawal.id,
      withdrawal.ownerId,
      withdrawal.walletId,
      withdrawal.status,
      withdrawal.currency,
      withdrawal.amountMinor,
      withdrawal.withholdingMinor,
      withdrawal.phone,
      withdrawal.idempotencyKey,
      withdrawal.inputHash,
      withdrawal.lookAt,
      withdrawal.correlationId,
      withdrawal.version,
      withdrawal.createdAt,
      withdrawal.challengeId,
      withdrawal.codeSentTo,
      withdrawal.codeExpiresAt,
    ],
  });
  return rowCount === 1;
}

/** The withdrawal, locked until the end of the transaction. */
export async function lockWithdrawal(tx: Queryable, id: string): Promise<Withdrawal | null> {
  const { rows } = await tx.query<Row>({
    name: 'withdrawal-lock',
    // SQL: FOR UPDATE.
    text: `SELECT ${columns} FROM withdrawal WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ? toWithdrawal(rows[0]) : null;
}

export interface Change {
  from: WithdrawalStatus | null;
  by: Actor;
  reason: string | null;
}

/** Saves what can change of a withdrawal that is locked, and the change in its history. */
export async function saveWithdrawal(tx: Queryable, after: Withdrawal, { from, by, reason }: Change): Promise<void> {
  await tx.query({
    name: 'withdrawal-save',
    // SQL: two tables in one statement, in the transaction of the ledger.
    text: `WITH saved AS (
        UPDATE withdrawal SET status = $2, receipt = $3, failure_code = $4, failure_message = $5, contradicted = $6,
          submitted_at = $7, look_at = $8, version = $9, updated_at = $10, payout_version = $15 WHERE id = $1)
      INSERT INTO withdrawal_history (withdrawal_id, version, "from", "to", by_kind, by_id, reason, at)
      VALUES ($1, $9, $11, $2, $12, $13, $14, $10)`,
    values: [
      after.id,
      after.status,
      after.receipt,
      after.failure?.code ?? null,
      after.failure?.message ?? null,
      after.contradicted,
      after.submittedAt,
      after.lookAt,
      after.version,
      after.updatedAt,
      from,
      by.kind,
      by.id,
      reason,
      after.payoutVersion,
    ],
  });
}

/** Keeps the one-time code that was sent, unless another request has sent one before. */
export async function saveChallenge(
  db: PrismaClient,
  id: string,
  sent: { challengeId: string; codeSentTo: string; codeExpiresAt: Date },
): Promise<void> {
  await db.withdrawal.updateMany({ where: { id, challengeId: null }, data: sent });
}

export async function findWithdrawals(db: PrismaClient, ids: readonly string[]): Promise<Withdrawal[]> {
  return (await db.withdrawal.findMany({ where: { id: { in: [...ids] } } })).map(withdrawalFromModel);
}

export async function findWithdrawalByKey(
  db: PrismaClient,
  ownerId: string,
  idempotencyKey: string,
): Promise<Withdrawal | null> {
  const found = await db.withdrawal.findUnique({ where: { ownerId_idempotencyKey: { ownerId, idempotencyKey } } });
  return found && withdrawalFromModel(found);
}

/** Status changes of withdrawals, oldest first. */
export const findHistories = (db: PrismaClient, ids: readonly string[]): Promise<WithdrawalHistory[]> =>
  db.withdrawalHistory.findMany({ where: { withdrawalId: { in: [...ids] } }, orderBy: { version: 'asc' } });

/** Withdrawals with a step that is due. They are due again at `until`. */
export async function claimDueWithdrawals(
  pool: Queryable,
  limit: number,
  { now, until }: { now: Date; until: Date },
): Promise<Withdrawal[]> {
  const { rows } = await pool.query<Row>({
    name: 'withdrawal-claim-due',
    // SQL: FOR UPDATE SKIP LOCKED shares the due withdrawals among processes.
    text: `UPDATE withdrawal SET look_at = $2 WHERE id IN (
        SELECT id FROM withdrawal WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING ${columns}`,
    values: [now, until, limit],
  });
  return rows.map(toWithdrawal);
}

export interface WithdrawalQuery {
  ownerId?: string;
  walletId?: string | null | undefined;
  statuses?: readonly WithdrawalStatus[] | null | undefined;
}

/** A page of withdrawals, newest first. */
export async function listWithdrawals(
  db: PrismaClient,
  { ownerId, walletId, statuses }: WithdrawalQuery,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Withdrawal[]> {
  const { where, ...rest } = prismaKeyset('createdAt', page, 'DESC');
  const filter = {
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(walletId ? { walletId } : {}),
    ...(statuses ? { status: { in: [...statuses] } } : {}),
  };
  return (await db.withdrawal.findMany({ where: { ...filter, ...where }, ...rest })).map(withdrawalFromModel);
}
