import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the id of a bet. Sequence: the number of tries. */
export const walletsSettlement = topic('wallets.settlement', 'Settlements that need attention', {
  bet_set_aside: z
    .object({
      marketId: z.string(),
      revision: z.number().int().describe('Number of the settlement of the market.'),
      tries: z.number().int().describe('Number of times that settling the bet failed.'),
    })
    .describe('A bet could not be settled. The other bets of its market are, and this one is tried again.'),
});
