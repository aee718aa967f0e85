import { z } from 'zod';
import { topic } from './topic.ts';

export const walletsWallet = topic('wallets.wallet', 'Wallets', {
  created: z.object({ ownerId: z.string() }),
});
