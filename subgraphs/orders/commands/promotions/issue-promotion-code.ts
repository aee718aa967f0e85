import { requireService } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type { OrdersContext } from '../../context.ts';
import { statusOfPromotion } from '../../domain/promotions/promotion.ts';
import { promotionEnded } from '../../domain/promotions/refusals.ts';
import { addIssuedCode, findIssuedCode } from '../../store/promotions/issued-codes.ts';
import { lockPromotion } from '../../store/promotions/promotions.ts';
import { makeCode } from './make-code.ts';

export interface IssuePromotionCodeInput {
  claimId: string;
  promotionId: string;
  userId: string;
}

type Issued = { __typename: 'PromotionCodeIssued'; code: string };

/**
 * Issues a code that one person can use for one order. The claim is the key: a repeat returns the code of the first time, however
 * late it comes and also after the promotion has ended.
 */
export function issuePromotionCode(
  { viewer, pool, now }: Pick<OrdersContext, 'viewer' | 'pool' | 'now'>,
  { claimId, promotionId, userId: holderId }: IssuePromotionCodeInput,
): Promise<Issued | ReturnType<typeof promotionEnded>> {
  requireService(viewer);
  return inTransaction(pool, async (tx) => {
    // Repeats wait for each other here, and so does the end of the promotion.
    const promotion = await lockPromotion(tx, promotionId);
    if (promotion?.activation !== 'SINGLE_USE_CODES') throw notFound('The promotion');
    const earlier = await findIssuedCode(tx, claimId);
    if (earlier !== null) return { __typename: 'PromotionCodeIssued', code: earlier };
    const at = now();
    if (statusOfPromotion(promotion, at) === 'ENDED') return promotionEnded();
    const code = makeCode(null);
    await addIssuedCode(tx, { code, promotionId, claimId, holderId, createdAt: at });
    return { __typename: 'PromotionCodeIssued', code };
  });
}
