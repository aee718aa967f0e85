import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the export’s id. The address of the wallet is left out, and its key is in no event. */
export const chainKeyExport = topic('chain.key_export', 'Exports of the keys of custodial wallets', {
  exported: z
    .object({
      walletId: z.string(),
      userId: z.string().describe('Owner of the wallet, who got its key.'),
    })
    .describe('The owner of a custodial wallet got its key. Both they and Soko have it from then on.'),
});
