import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: `ledger`. Sequence: the number of the verification. */
export const walletsLedger = topic('wallets.ledger', 'Checks of the ledger', {
  verified: z
    .object({
      since: z.iso.datetime().nullable().describe('Postings from this time on were checked. Null when all were.'),
      postings: z.string().regex(/^\d+$/).describe('Number of postings in the ledger.'),
      root: z
        .string()
        .length(64)
        .describe('SHA-256 over the ends of the chains of all accounts: proof of what the journal was at this time.'),
      breakCount: z.number().int().describe('Number of breaks. Zero when the ledger is sound.'),
    })
    .describe('The ledger was verified.'),
  break_found: z
    .object({ rule: z.string(), subject: z.string(), found: z.string() })
    .describe('A verification found something that breaks a rule. The first 20 are published.'),
  clearing_differs: z
    .object({
      account: z.string().describe('Account code, such as `mpesa_float`.'),
      until: z.iso.datetime().describe('Time of the balances that were compared.'),
      ledger: moneyInEvent.describe('Balance of the account.'),
      provider: moneyInEvent.describe('Money that payments has moved at the provider.'),
    })
    .describe(
      'A clearing account differs from the money at its provider for more than a moment. Published once per difference.',
    ),
});
