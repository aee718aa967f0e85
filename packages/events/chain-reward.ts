import { z } from 'zod';
import { topic } from './topic.ts';

/** The reward, as it is after the event. Its text is left out. */
const reward = z.object({
  storeId: z.string(),
  tokenId: z.string().describe('Token whose holders get it.'),
  kind: z.enum(['COUPON', 'GIFT', 'DISCOUNT']),
  minimumAmount: z.number().int().describe('Items of the token that a holder needs.'),
  quota: z.number().int().describe('Number of people who can claim it.'),
});

const plain = z.object({ reward });

/** Subject: the reward’s id. Sequence: 1 when it is created, 2 when it is ended. */
export const chainReward = topic('chain.reward', 'Rewards for the holders of tokens', {
  created: plain,
  ended: plain.describe('The store has ended the reward.'),
});
