import { z } from 'zod';
import { topic } from './topic.ts';

/** The token, as it is after the event. */
const token = z.object({
  collectionId: z.string(),
  number: z.number().int().describe('Id of the token in the contract.'),
  name: z.string(),
  maxSupply: z.number().int(),
  status: z.enum(['PENDING', 'CREATED', 'FAILED']),
});

const plain = z.object({ token });

/** Subject: the token’s id. Sequence: its version. */
export const chainToken = topic('chain.token', 'Tokens of collections', {
  added: plain.describe('The store added the token. The contract does not have it yet.'),
  created: plain.describe('The contract has the token, with its supply.'),
  uncreated: plain.describe('The chain has dropped the block that created the token. It is created again.'),
  failed: plain,
  supply_changed: z
    .object({
      token,
      productId: z.string().describe('Product that sells the items.'),
      left: z.number().int().describe('Number of items that can still be sold.'),
    })
    .describe('More or fewer items are left. Published for tokens that a product sells.'),
});
