import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the reference of the ledger transaction, such as `payment:pay_…:capture`. Sequence: always 1. */
export const walletsSale = topic('wallets.sale', 'What the sale of an order puts on the account of its seller', {
  posted: z
    .object({
      orderId: z.string(),
      paymentId: z.string(),
      sellerId: z.string(),
      kind: z
        .enum(['SALE', 'REFUND', 'CHARGEBACK', 'REVERSAL'])
        .describe('`REVERSAL` takes back a refund whose money could not be paid out.'),
      at: z.iso.datetime().describe('Time for which it is posted.'),
      seller: moneyInEvent.describe('Amount that the seller’s account gained, negative for what it lost.'),
      fee: moneyInEvent.describe('Marketplace fee that the platform gained, negative for what it returned.'),
    })
    .describe(
      'A transaction about the sale of an order is in the ledger. Published with each, also when the seller gains nothing.',
    ),
});
