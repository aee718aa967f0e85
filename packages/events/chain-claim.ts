import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the claim’s id. */
export const chainClaim = topic('chain.claim', 'Items of tokens that people have claimed', {
  claimed: z
    .object({
      claim: z.object({ linkId: z.string(), storeId: z.string(), tokenId: z.string(), mintId: z.string() }),
      userId: z.string().describe('Person who has claimed.'),
    })
    .describe('A person has claimed an item. Its mint is requested.'),
});
