import type { Queryable } from '@soko/postgres';
import type { WalletHold } from '../../domain/cash/wallet-hold.ts';
import type { PrismaClient, WalletRefund } from '../../generated/prisma/client.ts';

type Row = Omit<WalletHold, 'amountMinor' | 'capturedMinor' | 'refundedMinor'> &
  Record<'amountMinor' | 'capturedMinor' | 'refundedMinor', string>;

const columns = `reference, user_id AS "userId", currency, amount_minor AS "amountMinor", captured_minor AS "capturedMinor",
  refunded_minor AS "refundedMinor", status, expires_at AS "expiresAt"`;

const toHold = (row: Row): WalletHold => ({
  ...row,
  amountMinor: BigInt(row.amountMinor),
  capturedMinor: BigInt(row.capturedMinor),
  refundedMinor: BigInt(row.refundedMinor),
});

/** Saves a new hold. False when there is one with its reference; waits for a request that is making it. */
export async function insertWalletHold(tx: Queryable, hold: WalletHold, now: Date): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'wallet-hold-insert',
    // SQL: hot (checkouts); runs in the transaction of the ledger.
    text: `INSERT INTO wallet_hold (reference, user_id, currency, amount_minor, status, expires_at, created_at, updated_at)
      VALUES ($1, $2, $3, $4, 'HELD', $5, $6, $6) ON CONFLICT DO NOTHING`,
    values: [hold.reference, hold.userId, hold.currency, hold.amountMinor, hold.expiresAt, now],
  });
  return rowCount === 1;
}

/** The hold, locked until the end of the transaction. */
export async function lockWalletHold(tx: Queryable, reference: string): Promise<WalletHold | null> {
  const { rows } = await tx.query<Row>({
    name: 'wallet-hold-lock',
    // SQL: FOR UPDATE.
    text: `SELECT ${columns} FROM wallet_hold WHERE reference = $1 FOR UPDATE`,
    values: [reference],
  });
  return rows[0] ? toHold(rows[0]) : null;
}

/** Saves what can change of a hold that is locked. */
export async function saveWalletHold(tx: Queryable, hold: WalletHold, now: Date): Promise<void> {
  await tx.query({
    name: 'wallet-hold-save',
    // SQL: hot (checkouts); runs in the transaction of the ledger.
    text: `UPDATE wallet_hold SET status = $2, captured_minor = $3, refunded_minor = $4, updated_at = $5 WHERE reference = $1`,
    values: [hold.reference, hold.status, hold.capturedMinor, hold.refundedMinor, now],
  });
}

export async function findWalletHold(db: PrismaClient, reference: string): Promise<WalletHold | null> {
  const found = await db.walletHold.findUnique({ where: { reference } });
  return found && { ...found, status: found.status as WalletHold['status'] };
}

export const findWalletRefund = (db: PrismaClient, reference: string): Promise<WalletRefund | null> =>
  db.walletRefund.findUnique({ where: { reference } });

/** A refund that was made before. Null when there is none. */
export async function findMadeRefund(
  tx: Queryable,
  reference: string,
): Promise<{ holdReference: string; amountMinor: bigint } | null> {
  const { rows } = await tx.query<{ holdReference: string; amount: string }>({
    name: 'wallet-refund-find',
    // SQL: runs in the transaction of the refund.
    text: `SELECT hold_reference AS "holdReference", amount_minor AS amount FROM wallet_refund WHERE reference = $1`,
    values: [reference],
  });
  return rows[0] ? { holdReference: rows[0].holdReference, amountMinor: BigInt(rows[0].amount) } : null;
}

export async function insertWalletRefund(
  tx: Queryable,
  refund: { reference: string; holdReference: string; amountMinor: bigint },
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'wallet-refund-insert',
    // SQL: runs in the transaction of the ledger.
    text: 'INSERT INTO wallet_refund (reference, hold_reference, amount_minor, created_at) VALUES ($1, $2, $3, $4)',
    values: [refund.reference, refund.holdReference, refund.amountMinor, now],
  });
}

/** References of holds whose time has run out, the longest overdue first. */
export async function findOverdueHolds(
  db: PrismaClient,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  const found = await db.walletHold.findMany({
    where: { status: 'HELD', expiresAt: { lte: now }, reference: { notIn: [...except] } },
    select: { reference: true },
    orderBy: { expiresAt: 'asc' },
    take: limit,
  });
  return found.map(({ reference }) => reference);
}
