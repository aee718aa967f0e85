import type { Queryable } from '@soko/postgres';
import type { Wallet } from '../../domain/wallets/wallet.ts';

/** The wallet of a deposit or a withdrawal. Wallets are never deleted. */
export async function findWallet(tx: Queryable, id: string): Promise<Wallet> {
  const { rows } = await tx.query<Wallet>({
    name: 'cash-find-wallet',
    // SQL: runs in the transaction that moves the money.
    text: 'SELECT id, owner_id AS "ownerId", currency, name, status, created_at AS "createdAt" FROM wallet WHERE id = $1',
    values: [id],
  });
  const [wallet] = rows;
  if (wallet === undefined) throw new Error(`The wallet ${id} does not exist.`);
  return wallet;
}

/** A wallet that money is about to leave, and what its owner owes and has in its currency. */
export interface PayingWallet {
  wallet: Wallet;
  /** What this wallet can spend. */
  availableMinor: bigint;
  /** What all wallets of the owner in this currency can spend together. */
  ownedMinor: bigint;
  debtMinor: bigint;
}

type Row = Wallet & Record<Exclude<keyof PayingWallet, 'wallet'>, string>;

/** The wallet of a withdrawal, beside the debt of its owner. */
export async function findPayingWallet(tx: Queryable, id: string): Promise<PayingWallet> {
  const { rows } = await tx.query<Row>({
    name: 'cash-find-paying-wallet',
    // SQL: wallets and their accounts in one statement, also in the transaction that moves the money.
    text: `SELECT w.id, w.owner_id AS "ownerId", w.currency, w.name, w.status, w.created_at AS "createdAt",
        coalesce(own.available, 0) AS "availableMinor", coalesce(own.owned, 0) AS "ownedMinor",
        coalesce((SELECT sum(debits_minor - credits_minor) FROM ledger_account
          WHERE code = 'customer_receivable' AND currency = w.currency AND owner_id = w.owner_id), 0) AS "debtMinor"
      FROM wallet w CROSS JOIN LATERAL (
        SELECT sum(left_minor) AS owned, sum(left_minor) FILTER (WHERE o.id = w.id) AS available
        FROM wallet o JOIN LATERAL (SELECT credits_minor - debits_minor - pending_debits_minor AS left_minor FROM ledger_account
          WHERE code = 'user_wallet' AND currency = o.currency
            AND owner_id = CASE WHEN o.name IS NULL THEN o.owner_id ELSE o.id END) a ON true
        WHERE o.owner_id = w.owner_id AND o.currency = w.currency) own
      WHERE w.id = $1`,
    values: [id],
  });
  const [found] = rows;
  if (found === undefined) throw new Error(`The wallet ${id} does not exist.`);
  const { availableMinor, ownedMinor, debtMinor, ...wallet } = found;
  return {
    wallet,
    availableMinor: BigInt(availableMinor),
    ownedMinor: BigInt(ownedMinor),
    debtMinor: BigInt(debtMinor),
  };
}

/** Has other withdrawals of the same owner and currency wait until the end of the transaction. */
export const lockWithdrawalsOf = async (tx: Queryable, { ownerId, currency }: Wallet): Promise<void> => {
  // SQL: an advisory lock, because the withdrawals may be from different wallets.
  await tx.query({
    name: 'cash-lock-withdrawals',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('withdrawals:' || $1 || $2, 0))`,
    values: [ownerId, currency],
  });
};
