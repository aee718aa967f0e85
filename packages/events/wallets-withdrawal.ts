import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The withdrawal, as it is after the event. */
const withdrawal = z.object({
  ownerId: z.string(),
  walletId: z.string(),
  status: z.string(),
  amount: moneyInEvent.describe('Amount that leaves the wallet.'),
  withholding: moneyInEvent.describe('Tax of the country, which is not paid out.'),
});

const plain = z.object({ withdrawal });

/** Subject: the withdrawal's id. Sequence: the withdrawal's version. */
export const walletsWithdrawal = topic('wallets.withdrawal', 'Withdrawals from wallets', {
  requested: plain.describe('The owner asked for the withdrawal and must confirm it with a one-time code.'),
  held: plain.describe('The owner confirmed it. The amount is held on the wallet.'),
  submitted: plain.describe('The provider took the order to pay out.'),
  under_review: plain.describe('The outcome stayed unknown for too long. The hold stays; support decides.'),
  completed: plain.describe('The money was paid out and has left the wallet.'),
  failed: z
    .object({
      withdrawal,
      code: z.string().describe('Code of the provider, or `not_confirmed`, `insufficient_funds`, `wallet_frozen`.'),
      reason: z.string(),
    })
    .describe('Nothing was paid out. A held amount is free again.'),
  contradicted: z
    .object({ withdrawal, paid: z.boolean().describe('True when the provider reports that it paid after all.') })
    .describe('The provider reported the opposite of the final status. The difference is in the suspense account.'),
});
