import { z } from 'zod';
import { topic } from './topic.ts';

/** The claim. Its code is left out: who has it gets the reward. */
const claim = z.object({
  rewardId: z.string(),
  storeId: z.string(),
  tokenId: z.string().describe('Token whose holders get the reward.'),
  kind: z.enum(['COUPON', 'GIFT', 'DISCOUNT']),
});

/** Subject: the claim’s id. Sequence: 1 when it is made, greater ones when its code is redeemed or free again. */
export const chainRewardClaim = topic('chain.reward_claim', 'Rewards that holders of tokens have claimed', {
  claimed: z
    .object({ claim, userId: z.string().describe('Person who has claimed.') })
    .describe('A holder has claimed a reward.'),
  redeemed: z
    .object({ claim, userId: z.string().nullable().describe('Person who has claimed. Null once they are erased.') })
    .describe('The store has redeemed the code of a claim, or an order uses it, once.'),
  released: z
    .object({ claim, userId: z.string().nullable().describe('Person who has claimed. Null once they are erased.') })
    .describe('The order that used the code of a claim has ended without a sale, so that the code can be used again.'),
});
