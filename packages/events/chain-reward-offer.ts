import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the reward’s id. Sequence: the number of people who were notified of it. */
export const chainRewardOffer = topic('chain.reward_offer', 'Rewards that people can claim for tokens that they hold', {
  made: z
    .object({
      reward: z.object({
        storeId: z.string(),
        tokenId: z.string().describe('Token whose holders get it.'),
        kind: z.enum(['COUPON', 'GIFT', 'DISCOUNT']),
        title: z.string(),
        tokenName: z.string(),
      }),
      userId: z.string().describe('Person whose wallets hold enough items, and who has not claimed it.'),
    })
    .describe('A reward is open, and a person can claim it. Published once for each person who held the token then.'),
});
