import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the invoice's id. Sequence: always 1. */
export const walletsInvoice = topic('wallets.invoice', 'Invoices and credit notes of Soko to sellers', {
  issued: z
    .object({
      sellerId: z.string(),
      userId: z.string().nullable().describe('Id of the person of the seller. Null while the seller is not known.'),
      number: z.string().describe('Number for people, such as `INV-2026-000001`.'),
      kind: z.enum(['INVOICE', 'CREDIT_NOTE']),
      periodFrom: z.iso.datetime(),
      periodUntil: z.iso.datetime().describe('End of the period, which is not part of it.'),
      vat: moneyInEvent.describe('Value added tax in the total.'),
      total: moneyInEvent,
    })
    .describe('An invoice or credit note was issued. It does not change any more.'),
});
