import { newId } from '@soko/ids';
import { needsReview } from '@soko/money/review-limits';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import type { WalletAdjustment } from '../../domain/wallets/adjustment.ts';
import type { DebtTooSmall } from '../../domain/wallets/refusals.ts';
import type { Wallet } from '../../domain/wallets/wallet.ts';
import { findAdjustments, lockMovedAlone, saveAdjustment } from '../../store/wallets/adjustments.ts';
import { type NotCovered, postAdjustment } from './post-adjustment.ts';

const dayMs = 86_400_000;

type Wanted = Pick<WalletAdjustment, 'kind' | 'aboutId' | 'amountMinor' | 'currency' | 'reason' | 'proposedBy'>;

/**
 * Posts what an administrator wants, or saves it as a proposal to another one: above the limits of one administrator, and
 * always for their own wallet. Returns its id.
 */
export async function proposeAdjustment(
  { trail, now, settings }: WalletsContext,
  tx: pg.PoolClient,
  wallet: Wallet,
  wanted: Wanted,
): Promise<{ id: string } | NotCovered | DebtTooSmall> {
  const at = now();
  const moved = await lockMovedAlone(tx, wanted, new Date(at.getTime() - dayMs));
  // Nobody pays themselves.
  const waits = wallet.ownerId === wanted.proposedBy || needsReview(wanted, settings.adjustmentLimits, moved);
  const made: WalletAdjustment = {
    id: newId('adj'),
    walletId: wallet.id,
    ...wanted,
    proposedAt: at,
    status: waits ? 'PROPOSED' : 'POSTED',
    decidedBy: null,
    decidedAt: waits ? null : at,
  };
  const refusal = waits ? null : await postAdjustment(tx, wallet, made, { actorId: wanted.proposedBy, at }, trail);
  if (refusal !== null) return refusal;
  await saveAdjustment(tx, made);
  return { id: made.id };
}

/** The adjustment as it is saved, or the refusal. */
export async function savedAdjustment<Refusal extends { __typename: string }>(
  { db }: WalletsContext,
  result: { id: string } | Refusal,
): Promise<WalletAdjustment | Refusal> {
  if (isRefusal(result)) return result;
  const [found] = await findAdjustments(db, [(result as { id: string }).id]);
  return found!;
}
