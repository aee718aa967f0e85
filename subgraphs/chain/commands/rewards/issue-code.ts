import { newId } from '@soko/ids';
import { PeerFailed } from '@soko/subgraph';
import type { ChainServices } from '../../services.ts';
import { findClaimsWithoutCode, notePromotionEnded, type OpenClaim, saveRewardCode } from '../../store/reward-codes.ts';

type Services = Pick<ChainServices, 'pool' | 'orders' | 'log' | 'now'>;

/** Milliseconds for which the request of a claim has the code to itself. */
const ownMs = 5_000;

/** Claims of one statement. */
const page = 100;

/**
 * Asks orders for the code of a claim, which orders issues once however often it is asked, and saves it. `ended` when the promotion
 * has ended before. Throws `PeerFailed`.
 */
export async function issueCode(
  { pool, orders, now }: Services,
  { id: claimId, userId, promotionId }: OpenClaim,
  correlationId: string,
): Promise<'issued' | 'ended'> {
  const code = await orders.issueCode({ claimId, promotionId, userId }, correlationId);
  if (code !== null) await saveRewardCode(pool, claimId, code);
  else await notePromotionEnded(pool, promotionId, now());
  return code === null ? 'ended' : 'issued';
}

/** Gets the codes of claims whose request got none: orders was away, or this process died between the two. */
export async function issueCodes(services: Services): Promise<void> {
  const { pool, log, now } = services;
  const at = now();
  const open = await findClaimsWithoutCode(pool, { before: new Date(at.getTime() - ownMs), now: at, limit: page });
  for (const claim of open) {
    try {
      await issueCode(services, claim, newId('req'));
    } catch (error) {
      if (!(error instanceof PeerFailed)) throw error;
      log.warn({ err: error, claimId: claim.id }, 'orders has issued no code; it is asked again');
      return;
    }
  }
}
