import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const seller = {
  userId: z.string().describe('The person behind the shop.'),
  handle: z.string(),
  displayName: z.string(),
};

const payout = z
  .object({
    kind: z.enum(['MPESA', 'BANK_ACCOUNT', 'STRIPE']),
    masked: personal(z.string()),
    sealed: z.string().describe('The whole destination, sealed for the purpose `payout`.'),
  })
  .describe('Where the seller’s money goes.');

const reason = z.string().nullable();

export const usersSeller = topic('users.seller', 'Who sells, from application to closing', {
  applied: z.object({ ...seller, payout }),
  updated: z.object({ ...seller, payout }),
  approved: z.object({ ...seller, payout }),
  rejected: z.object({ ...seller, reason }),
  suspended: z.object({ ...seller, reason }),
  reinstated: z.object(seller),
  closed: z.object({ ...seller, reason }),
});
