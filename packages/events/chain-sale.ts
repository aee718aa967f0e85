import { z } from 'zod';
import { topic } from './topic.ts';

const line = z.object({
  lineId: z.string(),
  quantity: z.number().int().describe('Number of items.'),
  isMinted: z.boolean().describe('False when the items could not be minted, and never will be.'),
});

/** Subject: the order’s id. Sequence: rises with each change of its lines. */
export const chainSale = topic('chain.sale', 'Sales of tokens', {
  ended: z
    .object({ lines: z.array(line) })
    .describe('The items of all lines of a paid order that sell tokens are minted, or could not be minted.'),
});
