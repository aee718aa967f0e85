import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { WalletsContext } from '../../context.ts';
import type { WalletAdjustment } from '../../domain/wallets/adjustment.ts';
import {
  adjustmentDecided,
  type AdjustmentDecided,
  type DebtTooSmall,
  notInSuspense,
  type NotInSuspense,
  ownAdjustment,
  type OwnAdjustment,
} from '../../domain/wallets/refusals.ts';
import { lockAdjustment, saveAdjustment } from '../../store/wallets/adjustments.ts';
import { lockSuspense } from '../../store/wallets/suspense.ts';
import { findWallet } from '../../store/wallets/wallets.ts';
import { type NotCovered, postAdjustment } from './post-adjustment.ts';

type Decision = WalletAdjustment | AdjustmentDecided;

/** True for a resolution of money that is no longer in suspense: all of it, or a part, went back while it waited. */
async function isOutdated(tx: Queryable, { id, aboutId, amountMinor }: WalletAdjustment): Promise<boolean> {
  if (aboutId === null) return false;
  const item = await lockSuspense(tx, aboutId, id);
  return item === 'unknown' || item?.amountMinor !== amountMinor;
}

/** Approves and posts an adjustment that another administrator proposed, of a wallet of somebody else. A repeat returns it. */
export async function approveWalletAdjustment(
  context: WalletsContext,
  { adjustmentId }: { adjustmentId: string },
): Promise<Decision | OwnAdjustment | NotCovered | DebtTooSmall | NotInSuspense> {
  const { viewer, pool, trail, now } = context;
  const { id: decidedBy } = requireRole(viewer, 'ADMIN');
  return inTransaction(pool, async (tx) => {
    const found = await lockAdjustment(tx, adjustmentId);
    if (found === null) throw notFound('The adjustment');
    if (found.status === 'POSTED') return found;
    if (found.status !== 'PROPOSED') return adjustmentDecided(found.status);
    const wallet = (await findWallet(tx, found.walletId))!;
    if (found.proposedBy === decidedBy || wallet.ownerId === decidedBy) return ownAdjustment();
    if (await isOutdated(tx, found)) return notInSuspense();
    const at = now();
    const refusal = await postAdjustment(tx, wallet, found, { actorId: decidedBy, at }, trail);
    if (refusal !== null) return refusal;
    const decided: WalletAdjustment = { ...found, status: 'POSTED', decidedBy, decidedAt: at };
    await saveAdjustment(tx, decided);
    return decided;
  });
}

/** Rejects an adjustment that waits. A repeat returns it. */
export async function rejectWalletAdjustment(
  { viewer, pool, now }: WalletsContext,
  { adjustmentId }: { adjustmentId: string },
): Promise<Decision> {
  const { id: decidedBy } = requireRole(viewer, 'ADMIN');
  return inTransaction(pool, async (tx) => {
    const found = await lockAdjustment(tx, adjustmentId);
    if (found === null) throw notFound('The adjustment');
    if (found.status === 'REJECTED') return found;
    if (found.status !== 'PROPOSED') return adjustmentDecided(found.status);
    const decided: WalletAdjustment = { ...found, status: 'REJECTED', decidedBy, decidedAt: now() };
    await saveAdjustment(tx, decided);
    return decided;
  });
}
