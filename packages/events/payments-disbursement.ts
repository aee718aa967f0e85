import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const about = {
  reference: z.string().describe('Reference of the caller, such as the id of a withdrawal.'),
  userId: z.string(),
};

/** Subject: the disbursement's id. Sequence: its version. */
export const paymentsDisbursement = topic('payments.disbursement', 'Money paid out to users, such as withdrawals', {
  succeeded: z
    .object({
      ...about,
      amount: moneyInEvent,
      receipt: z.string().nullable().describe('Receipt of the provider. Null when the provider gave none.'),
      settledAt: z.iso.datetime().describe('Time at which the provider paid.'),
    })
    .describe('The money was paid out.'),
  failed: z
    .object({
      ...about,
      code: z.string().describe('Reason, such as `float_too_low`.'),
      message: z.string().describe('Explanation for people, in English.'),
    })
    .describe('No money was paid out, and none will be.'),
  returned: z
    .object({ ...about, code: z.string(), message: z.string().describe('Explanation for people, in English.') })
    .describe('The money came back after it had been paid out, to a Stripe account.'),
  unknown: z
    .object(about)
    .describe('The provider does not say whether it paid. It is asked again until `succeeded` or `failed` follows.'),
});
