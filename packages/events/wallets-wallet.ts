import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the wallet's id. Sequence: the number of changes of its ledger account. */
export const walletsWallet = topic('wallets.wallet', 'Wallets of users', {
  opened: z.object({
    ownerId: z.string(),
    currency: z.string(),
    isPot: z.boolean().describe('A pot beside the main wallet. Its name is for its owner alone.'),
  }),
  balance_changed: z
    .object({
      ownerId: z.string(),
      currency: z.string(),
      balance: moneyInEvent,
      available: moneyInEvent.describe('The balance without what holds set aside.'),
      reference: z.string().describe('Reference of the ledger transaction, such as `deposit:dep_…`.'),
      kind: z.string().describe('Kind of the ledger transaction, such as `deposit`.'),
    })
    .describe('A transaction, a hold or the end of a hold changed the balance or the available amount.'),
  frozen: z
    .object({ ownerId: z.string(), currency: z.string() })
    .describe('Support froze the wallet: it pays no money.'),
  unfrozen: z.object({ ownerId: z.string(), currency: z.string() }).describe('Support unfroze the wallet.'),
});
