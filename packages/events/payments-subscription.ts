import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const about = {
  reference: z.string().describe('What it pays for, such as the id of a store.'),
  userId: z.string().describe('Whose card pays.'),
};

const status = z.enum(['CREATED', 'REQUIRES_ACTION', 'ACTIVE', 'PAST_DUE', 'ENDED', 'FAILED']);

/** Subject: the subscription's id. Sequence: its version. */
export const paymentsSubscription = topic(
  'payments.subscription',
  'Subscriptions that users pay every month, such as plans of stores',
  {
    invoice_paid: z
      .object({
        ...about,
        provider: z.string(),
        invoice: z.string().describe('Id of the invoice at the provider.'),
        amount: moneyInEvent,
        periodStart: z.iso.datetime(),
        periodEnd: z.iso.datetime(),
        paidAt: z.iso.datetime(),
      })
      .describe('An invoice was paid. Its money is revenue of the platform.'),
    reversed: z
      .object({
        ...about,
        provider: z.string(),
        invoice: z.string().describe('Id of the invoice at the provider.'),
        reversal: z.string().describe('Id of the refund or dispute at the provider.'),
        kind: z.enum(['REFUND', 'DISPUTE']),
        status: z
          .enum(['REFUNDED', 'FAILED', 'OPEN', 'WON', 'LOST'])
          .describe('REFUNDED, or FAILED after it was, of a refund; OPEN, WON or LOST of a dispute.'),
        amount: moneyInEvent.describe('What went back, or is disputed.'),
        fee: moneyInEvent.nullable().describe('What the provider charges for the dispute. Null before it is known.'),
        madeAt: z.iso.datetime().describe('Time at the provider.'),
      })
      .describe('A paid invoice was refunded or disputed at the provider, or such a refund or dispute has changed.'),
    changed: z
      .object({
        ...about,
        amount: moneyInEvent.describe('Price of a month.'),
        status,
        previousStatus: status,
        paidUntil: z.iso.datetime().nullable().describe('End of the time that is paid for.'),
        endsWithPeriod: z.boolean().describe('True when it ends at `paidUntil` and is not renewed.'),
        hasCard: z
          .boolean()
          .optional()
          .describe('False when its card was removed, so that no renewal can be paid. Absent in older events.'),
        needsConfirmation: z
          .boolean()
          .optional()
          .describe('True while the bank wants the payer to confirm a renewal. Absent in older events.'),
        failureCode: z.string().nullable().describe('Why the first payment failed. Null otherwise.'),
      })
      .describe('The subscription began, was renewed or not paid, will end, or has ended.'),
  },
);
