import type { Envelope } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Wallet } from '../domain/wallet.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export const findWallets = (db: PrismaClient, ids: readonly string[]): Promise<Wallet[]> =>
  db.wallet.findMany({ where: { id: { in: [...ids] } } });

/** Saves a wallet and its events. Returns false, and saves nothing, when the owner has another one with this name. */
export async function addWallet(
  tx: Queryable,
  { id, ownerId, name, createdAt }: Wallet,
  events: readonly Envelope[],
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'wallet-add',
    // SQL: runs in the transaction of the idempotency key, and a conflict must not end that transaction.
    text: `INSERT INTO wallet (id, owner_id, name, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (owner_id, name) DO NOTHING`,
    values: [id, ownerId, name, createdAt],
  });
  if (rowCount === 0) return false;
  await tell(tx, events);
  return true;
}

export const deleteWalletsOf = async (tx: Pick<PrismaClient, 'wallet'>, ownerId: string): Promise<void> => {
  await tx.wallet.deleteMany({ where: { ownerId } });
};
