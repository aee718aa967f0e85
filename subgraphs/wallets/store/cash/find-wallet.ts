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
