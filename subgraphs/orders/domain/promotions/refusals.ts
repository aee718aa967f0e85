import { formatMinor, toGraphMoney } from '@soko/money';
import { refuse } from '@soko/refusals';
import { maxCodesOfCart } from './code.ts';
import type { Obstacle } from './eligibility.ts';

export const promotionCodeUnknown = (code: string) =>
  refuse('PromotionCodeUnknown', `There is no promotion with the code ${code}. Check how it is written.`, {
    promotionCode: code,
  });

export const promotionCodeTaken = (code: string, sellerId: string | null) =>
  refuse(
    'PromotionCodeTaken',
    `Another promotion of ${sellerId === null ? 'the platform' : 'this seller'} has the code ${code}. Choose another code.`,
    { promotionCode: code },
  );

export const tooManyPromotions = (maximum: number) =>
  refuse('TooManyPromotions', `There can be ${maximum} promotions that have not ended. End one first.`, { maximum });

export const tooManyPromotionCodes = () =>
  refuse('TooManyPromotionCodes', `A cart can hold ${maxCodesOfCart} codes. Remove one first.`, {
    maximum: maxCodesOfCart,
  });

export const promotionEnded = () =>
  refuse('PromotionEnded', 'This promotion has ended. An ended promotion does not start again: create another one.');

const notForYou = {
  guest: 'This promotion is for people with an account. Sign in to use it.',
  'code of another': 'This code was issued for another person. Sign in with the account that has it.',
  'ordered before': 'This promotion is for a first order, and you have ordered before.',
  'used before': 'You have used this promotion as often as one person can.',
} as const;

/** The refusal that says why a promotion does not apply. */
export function refusalForObstacle(obstacle: Obstacle) {
  switch (obstacle.reason) {
    case 'NOT_STARTED':
      return refuse('PromotionNotRunning', 'This promotion has not started yet. Try again later.', {
        hasEnded: false,
      });
    case 'ENDED':
      return refuse('PromotionNotRunning', 'This promotion has ended.', { hasEnded: true });
    case 'USED_UP':
      return refuse(
        'PromotionUsedUp',
        'This promotion is used up. It may become free again when an order is cancelled.',
      );
    case 'NOT_FOR_THESE_GOODS':
      return refuse(
        'PromotionNotForGoods',
        'This promotion is not for the goods in the cart, or not for so few of them.',
      );
    case 'MINIMUM_NOT_REACHED': {
      const { missingMinor: amountMinor, currency } = obstacle;
      return refuse(
        'PromotionMinimumNotReached',
        `Add goods of this promotion for ${formatMinor(amountMinor, currency)} ${currency} to use it.`,
        { missing: toGraphMoney({ amountMinor, currency }) },
      );
    }
    default:
      return refuse('PromotionNotForBuyer', notForYou[obstacle.why]);
  }
}

export type PromotionRefusal = ReturnType<typeof refusalForObstacle>;
