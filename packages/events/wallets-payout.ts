import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The payout, as it is after the event. */
const payout = z.object({
  sellerId: z.string(),
  userId: z.string().describe('Id of the user who owns the seller.'),
  status: z.string(),
  kind: z.enum(['MPESA', 'STRIPE', 'BANK_ACCOUNT']).describe('Kind of the destination.'),
  amount: moneyInEvent,
});

const plain = z.object({ payout });
const ended = z.object({
  payout,
  code: z
    .string()
    .describe('Code of the provider, or `payout_method_changed`, `seller_not_active`, `returned_by_bank`.'),
  reason: z.string(),
  needsNewMethod: z
    .boolean()
    .optional()
    .describe('No other payout goes to the payout method until the seller enters one. Early versions left it out.'),
});

/** Subject: the payout's id. Sequence: the payout's version. */
export const walletsPayout = topic('wallets.payout', 'Payouts of sellers', {
  scheduled: plain.describe('The amount is held on the seller’s account.'),
  processing: plain.describe('The provider took the order to pay, or the payout is in a file for the bank.'),
  paid: plain.describe('The money was paid out and has left the seller’s account.'),
  failed: ended.describe('Nothing was paid out. The amount can be paid out again.'),
  returned: ended.describe('The money came back after it had been paid out. The amount can be paid out again.'),
});
