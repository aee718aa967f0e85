import { z } from 'zod';
import { topic } from './topic.ts';

/** The mint, as it is after the event. The receiver’s address is left out. */
const mint = z.object({
  tokenId: z.string(),
  storeId: z.string(),
  amount: z.number().int().describe('Number of items.'),
  status: z.enum(['RESERVED', 'QUEUED', 'SUBMITTED', 'CONFIRMED', 'FAILED']),
  transactionHash: z.string().nullable(),
});

const plain = z.object({ mint });

/** Subject: the mint’s id. Sequence: its version. */
export const chainMint = topic('chain.mint', 'Mints of tokens', {
  requested: plain.describe('The supply is reserved.'),
  queued: plain.describe('It waits to be sent, or to be sent again.'),
  submitted: plain.describe('Its transaction was sent, or the chain has dropped its block.'),
  confirmed: plain.describe('The items belong to the receiver.'),
  failed: plain.describe('Nothing was minted. The supply is free again.'),
});
