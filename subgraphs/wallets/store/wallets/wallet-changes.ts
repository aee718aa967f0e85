import type { Queryable } from '@soko/postgres';
import type { Wallet } from '../../domain/wallets/wallet.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

export interface WalletChange {
  kind: 'FROZEN' | 'UNFROZEN';
  reason: string | null;
  by: string;
  at: Date;
}

/** Sets the status of a wallet and adds to its history. Returns false when it had that status. */
export async function changeStatus(
  tx: Queryable,
  walletId: string,
  status: Wallet['status'],
  change: WalletChange,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'wallet-change-status',
    // SQL: two tables under one condition.
    text: `WITH changed AS (UPDATE wallet SET status = $2 WHERE id = $1 AND status <> $2 RETURNING id)
      INSERT INTO wallet_change (wallet_id, kind, reason, by, at) SELECT id, $3, $4, $5, $6 FROM changed`,
    values: [walletId, status, change.kind, change.reason, change.by, change.at],
  });
  return rowCount === 1;
}

/** The history of wallets, oldest first. */
export const findWalletChanges = async (
  db: PrismaClient,
  walletIds: readonly string[],
): Promise<(WalletChange & { walletId: string })[]> =>
  (await db.walletChange.findMany({
    where: { walletId: { in: [...walletIds] } },
    orderBy: { id: 'asc' },
  })) as (WalletChange & {
    walletId: string;
  })[];

/** Removes what names an erased user: names of pots and reasons that staff wrote. The journal stays. */
export async function forgetWalletsOf(db: Queryable, ownerId: string): Promise<void> {
  await db.query({
    name: 'wallet-forget',
    // SQL: three tables at once.
    text: `WITH wallets AS (SELECT id FROM wallet WHERE owner_id = $1),
        changes AS (UPDATE wallet_change SET reason = NULL WHERE wallet_id IN (SELECT id FROM wallets)),
        adjustments AS (UPDATE wallet_adjustment SET reason = NULL WHERE wallet_id IN (SELECT id FROM wallets))
      UPDATE wallet SET name = id WHERE owner_id = $1 AND name IS NOT NULL`,
    values: [ownerId],
  });
}
