import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const about = {
  reference: z.string().describe('Reference of the caller, such as the id of a deposit.'),
  userId: z.string(),
  method: z.enum(['MPESA', 'STRIPE_CARD']),
};

/** Subject: the collection's id. Sequence: its version. */
export const paymentsCollection = topic('payments.collection', 'Money collected from users, such as deposits', {
  succeeded: z
    .object({
      ...about,
      provider: z.string(),
      amount: moneyInEvent.describe('Amount that was requested.'),
      receivedAmount: moneyInEvent.describe('Amount that arrived. It can differ from the requested one.'),
      receipt: z.string().nullable().describe('Receipt of the provider. Null when the provider gave none.'),
      settledAt: z.iso.datetime().describe('Time at which the money arrived.'),
    })
    .describe('The money arrived. It can follow `failed`, when the provider reports the money late.'),
  corrected: z
    .object({
      ...about,
      provider: z.string(),
      receivedAmount: moneyInEvent.describe('Amount that arrived. It differs from that of `succeeded`.'),
      receipt: z.string().nullable().describe('Receipt of the provider.'),
      settledAt: z.iso.datetime().describe('Time at which the money arrived.'),
    })
    .describe(
      'The provider reported the amount after `succeeded`, which had assumed the requested one, and it is another one.',
    ),
  returned: z
    .object({
      ...about,
      provider: z.string(),
      returnedAmount: moneyInEvent.describe('Sum of all that has gone back so far.'),
      returnedAt: z.iso.datetime(),
    })
    .describe(
      'Money that had arrived went back to its payer: by a chargeback, or by a refund that was made at the provider.',
    ),
  return_reversed: z
    .object({
      ...about,
      provider: z.string(),
      returnedAmount: moneyInEvent.describe('Sum of what is still back with the payer.'),
      reversedAt: z.iso.datetime(),
    })
    .describe(
      'Money that had gone back to its payer is at the provider again: a refund failed after it had succeeded.',
    ),
  failed: z
    .object({
      ...about,
      code: z.string().describe('Reason, such as `cancelled_by_user`.'),
      message: z.string().describe('Explanation for people, in English.'),
    })
    .describe('No money arrived. `succeeded` can still follow, when the provider reports the money late.'),
});
