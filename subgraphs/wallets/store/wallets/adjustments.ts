import type { Queryable } from '@soko/postgres';
import type { WalletAdjustment } from '../../domain/wallets/adjustment.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

export const findAdjustments = async (db: PrismaClient, ids: readonly string[]): Promise<WalletAdjustment[]> =>
  (await db.walletAdjustment.findMany({ where: { id: { in: [...ids] } } })) as WalletAdjustment[];

/** The oldest adjustments that wait for a decision. */
export const findOpenAdjustments = async (db: PrismaClient, limit: number): Promise<WalletAdjustment[]> =>
  (await db.walletAdjustment.findMany({
    where: { status: 'PROPOSED' },
    orderBy: { proposedAt: 'asc' },
    take: limit,
  })) as WalletAdjustment[];

type Row = Omit<WalletAdjustment, 'amountMinor'> & { amountMinor: string };

/** An adjustment that nobody else can decide before the transaction ends, or null. */
export async function lockAdjustment(tx: Queryable, id: string): Promise<WalletAdjustment | null> {
  const { rows } = await tx.query<Row>({
    name: 'wallet-adjustment-lock',
    // SQL: locks the row.
    text: `SELECT id, kind, wallet_id AS "walletId", about_id AS "aboutId", amount_minor AS "amountMinor", currency, reason, status, proposed_by AS "proposedBy",
        proposed_at AS "proposedAt", decided_by AS "decidedBy", decided_at AS "decidedAt"
      FROM wallet_adjustment WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] === undefined ? null : { ...rows[0], amountMinor: BigInt(rows[0].amountMinor) };
}

/** Saves a new adjustment, or the decision about one. */
export async function saveAdjustment(tx: Queryable, adjustment: WalletAdjustment): Promise<void> {
  const { id, kind, walletId, aboutId, amountMinor, currency, reason, status } = adjustment;
  const { proposedBy, proposedAt, decidedBy, decidedAt } = adjustment;
  await tx.query({
    name: 'wallet-adjustment-save',
    // SQL: runs in the transaction that posts it.
    text: `INSERT INTO wallet_adjustment (id, wallet_id, amount_minor, currency, reason, status, proposed_by, proposed_at, decided_by,
        decided_at, kind, about_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      ON CONFLICT (id) DO UPDATE SET status = $6, decided_by = $9, decided_at = $10`,
    values: [
      id,
      walletId,
      amountMinor,
      currency,
      reason,
      status,
      proposedBy,
      proposedAt,
      decidedBy,
      decidedAt,
      kind,
      aboutId,
    ],
  });
}

/**
 * What an administrator has moved alone since a time, in one currency. Others of the same administrator and currency wait until
 * the end of the transaction, so that an amount cannot be split over requests at the same moment.
 */
export async function lockMovedAlone(
  tx: Queryable,
  { proposedBy, currency }: Pick<WalletAdjustment, 'proposedBy' | 'currency'>,
  since: Date,
): Promise<bigint> {
  // SQL: an advisory lock, because there may be no row yet.
  await tx.query({
    name: 'wallet-adjustment-lock-admin',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('adjustments:' || $1 || $2, 0))`,
    values: [proposedBy, currency],
  });
  const { rows } = await tx.query<{ moved: string }>({
    name: 'wallet-adjustment-moved-alone',
    // SQL: a sum, after the lock.
    text: `SELECT coalesce(sum(abs(amount_minor)), 0) AS moved FROM wallet_adjustment
      WHERE proposed_by = $1 AND currency = $2 AND status = 'POSTED' AND decided_by IS NULL AND proposed_at > $3`,
    values: [proposedBy, currency, since],
  });
  return BigInt(rows[0]!.moved);
}
