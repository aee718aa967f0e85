import { z } from 'zod';
import { topic } from './topic.ts';

/** The transfer, as it is after the event. The addresses and the person are left out. */
const transfer = z.object({
  tokenId: z.string(),
  amount: z.number().int().describe('Number of items.'),
  status: z.enum(['QUEUED', 'SUBMITTED', 'CONFIRMED', 'FAILED']),
  transactionHash: z.string().nullable(),
});

const plain = z.object({ transfer });

/** Subject: the transfer’s id. Sequence: its version. */
export const chainTransfer = topic('chain.transfer', 'Transfers of tokens from custodial wallets', {
  requested: plain.describe('It waits to be sent.'),
  queued: plain.describe('It waits to be sent again.'),
  submitted: plain.describe('Its transaction was sent, or the chain has dropped its block.'),
  confirmed: plain.describe('The items belong to the receiver.'),
  failed: plain.describe('Nothing was moved. The wallet has the items as before.'),
});
