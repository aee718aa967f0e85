import { type Page, prismaKeyset } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import type { Deposit, DepositMethod, DepositStatus } from '../../domain/cash/deposit.ts';
import type { Deposit as Model, PrismaClient } from '../../generated/prisma/client.ts';

export const depositFromModel = ({ failureCode, failureMessage, method, status, ...model }: Model): Deposit => ({
  ...model,
  method: method as DepositMethod,
  status: status as DepositStatus,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
});

const columns = `id, owner_id AS "ownerId", wallet_id AS "walletId", method, status, currency, amount_minor AS "amountMinor",
  excise_minor AS "exciseMinor", received_minor AS "receivedMinor", received_in AS "receivedIn",
  corrected_minor AS "correctedMinor", returned_minor AS "returnedMinor", lent_minor AS "lentMinor",
  returns_version AS "returnsVersion", receipt, client_secret AS "clientSecret",
  action_url AS "actionUrl", failure_code AS "failureCode", failure_message AS "failureMessage",
  idempotency_key AS "idempotencyKey", input_hash AS "inputHash", look_at AS "lookAt", correlation_id AS "correlationId",
  version, created_at AS "createdAt", updated_at AS "updatedAt"`;

type Row = Omit<
  Model,
  'amountMinor' | 'exciseMinor' | 'receivedMinor' | 'correctedMinor' | 'returnedMinor' | 'lentMinor'
> & {
  correctedMinor: string | null;
  returnedMinor: string;
  lentMinor: string;
  amountMinor: string;
  exciseMinor: string;
  receivedMinor: string | null;
};

const toDeposit = (row: Row): Deposit =>
  depositFromModel({
    ...row,
    amountMinor: BigInt(row.amountMinor),
    exciseMinor: BigInt(row.exciseMinor),
    returnedMinor: BigInt(row.returnedMinor),
    correctedMinor: row.correctedMinor === null ? null : BigInt(row.correctedMinor),
    lentMinor: BigInt(row.lentMinor),
    receivedMinor: row.receivedMinor === null ? null : BigInt(row.receivedMinor),
  });

/** Saves a new deposit. False when its owner has used the key before; waits for a request that is using it. */
export async function insertDeposit(tx: Queryable, deposit: Deposit): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'deposit-insert',
    // SQL: runs in the transaction of the limits, which a conflict must not end.
    text: `INSERT INTO deposit (id, owner_id, wallet_id, method, status, currency, amount_minor, excise_minor, idempotency_key,
        input_hash, look_at, correlation_id, version, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
      ON CONFLICT (owner_id, idempotency_key) DO NOTHING`,
    values: [
      deposit.id,
      deposit.ownerId,
      deposit.walletId,
      deposit.method,
      deposit.status,
      deposit.currency,
      deposit.amountMinor,
      deposit.exciseMinor,
      deposit.idempotencyKey,
      deposit.inputHash,
      deposit.lookAt,
      deposit.correlationId,
      deposit.version,
      deposit.createdAt,
    ],
  });
  return rowCount === 1;
}

/** The deposit, locked until the end of the transaction. */
export async function lockDeposit(tx: Queryable, id: string): Promise<Deposit | null> {
  const { rows } = await tx.query<Row>({
    name: 'deposit-lock',
    // SQL: FOR UPDATE.
    text: `SELECT ${columns} FROM deposit WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ? toDeposit(rows[0]) : null;
}

/** Saves what can change of a deposit that is locked. */
export async function saveDeposit(tx: Queryable, deposit: Deposit): Promise<void> {
  await tx.query({
    name: 'deposit-save',
    // SQL: runs in the transaction of the ledger.
    text: `UPDATE deposit SET status = $2, received_minor = $3, receipt = $4, client_secret = $5, action_url = $6,
      failure_code = $7, failure_message = $8, look_at = $9, version = $10, updated_at = $11, received_in = $12,
      returned_minor = $13, corrected_minor = $14, lent_minor = $15, returns_version = $16 WHERE id = $1`,
    values: [
      deposit.id,
      deposit.status,
      deposit.receivedMinor,
      deposit.receipt,
      deposit.clientSecret,
      deposit.actionUrl,
      deposit.failure?.code ?? null,
      deposit.failure?.message ?? null,
      deposit.lookAt,
      deposit.version,
      deposit.updatedAt,
      deposit.receivedIn,
      deposit.returnedMinor,
      deposit.correctedMinor,
      deposit.lentMinor,
      deposit.returnsVersion,
    ],
  });
}

export async function findDeposits(db: PrismaClient, ids: readonly string[]): Promise<Deposit[]> {
  return (await db.deposit.findMany({ where: { id: { in: [...ids] } } })).map(depositFromModel);
}

export async function findDepositByKey(
  db: PrismaClient,
  ownerId: string,
  idempotencyKey: string,
): Promise<Deposit | null> {
  const found = await db.deposit.findUnique({ where: { ownerId_idempotencyKey: { ownerId, idempotencyKey } } });
  return found && depositFromModel(found);
}

/** Deposits whose outcome is overdue. They are due again at `until`. */
export async function claimDueDeposits(
  pool: Queryable,
  limit: number,
  { now, until }: { now: Date; until: Date },
): Promise<Deposit[]> {
  const { rows } = await pool.query<Row>({
    name: 'deposit-claim-due',
    // SQL: FOR UPDATE SKIP LOCKED shares the due deposits among processes.
    text: `UPDATE deposit SET look_at = $2 WHERE id IN (
        SELECT id FROM deposit WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING ${columns}`,
    values: [now, until, limit],
  });
  return rows.map(toDeposit);
}

export interface DepositQuery {
  ownerId?: string;
  walletId?: string | null | undefined;
  statuses?: readonly DepositStatus[] | null | undefined;
}

/** A page of deposits, newest first. */
export async function listDeposits(
  db: PrismaClient,
  { ownerId, walletId, statuses }: DepositQuery,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Deposit[]> {
  const { where, ...rest } = prismaKeyset('createdAt', page, 'DESC');
  const filter = {
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(walletId ? { walletId } : {}),
    ...(statuses ? { status: { in: [...statuses] } } : {}),
  };
  return (await db.deposit.findMany({ where: { ...filter, ...where }, ...rest })).map(depositFromModel);
}
