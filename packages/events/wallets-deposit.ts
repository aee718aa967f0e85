import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The deposit, as it is after the event. */
const deposit = z.object({
  ownerId: z.string(),
  walletId: z.string(),
  method: z.enum(['MPESA', 'STRIPE_CARD']),
  status: z.string(),
  amount: moneyInEvent.describe('Amount that was asked for, excise included.'),
  excise: moneyInEvent.describe('Excise of the country, which is not credited to the wallet.'),
});

const plain = z.object({ deposit });

/** Subject: the deposit's id. Sequence: the deposit's version. */
export const walletsDeposit = topic('wallets.deposit', 'Deposits into wallets', {
  created: plain.describe('The owner asked for the deposit. Nothing is paid yet.'),
  pending: plain.describe('The provider waits for the owner, or for its own answer.'),
  completed: plain.describe('The money arrived and is in the wallet.'),
  corrected: z
    .object({
      deposit,
      received: moneyInEvent.describe(
        'Amount that arrived. The wallet was credited with the amount that was asked for.',
      ),
    })
    .describe('Another amount arrived than was credited. The difference is in the suspense account.'),
  returned: z
    .object({
      deposit,
      returned: moneyInEvent.describe('Sum of all that has gone back so far.'),
      debt: moneyInEvent.describe('Part of this return that the wallet lacked: the owner owes it.'),
    })
    .describe('The money went back to the payer, such as by a chargeback, and left the wallet.'),
  return_reversed: z
    .object({
      deposit,
      returned: moneyInEvent.describe('Sum of what is still back with the payer.'),
      repaid: moneyInEvent.describe('Part that repaid a debt, which the return had made.'),
    })
    .describe('Money that had gone back is here again, because its refund failed. It is where it was taken from.'),
  failed: z
    .object({
      deposit,
      code: z.string().describe('Code of the provider, or `amount_differs`, `not_sent`.'),
      reason: z.string(),
      received: moneyInEvent
        .nullable()
        .describe('Amount that arrived nevertheless, and waits in the suspense account.'),
    })
    .describe('Nothing was credited.'),
});
