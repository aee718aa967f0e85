import { z } from 'zod';
import { topic } from './topic.ts';

const count = z.number().int();

/** The airdrop, as it is after the event. Its receivers are left out. */
const plain = z.object({
  airdrop: z.object({
    storeId: z.string(),
    tokenId: z.string(),
    amount: count.describe('Number of items for each receiver.'),
    status: z.enum(['DRAFT', 'SENDING', 'DONE', 'CANCELLED']),
    total: count.describe('Number of receivers.'),
    leftOut: count.describe('Number of contacts of the segment that get nothing.'),
    waiting: count.describe('Receivers whose mint is not made yet.'),
    queued: count,
    submitted: count,
    confirmed: count,
    failed: count,
  }),
});

/** Subject: the airdrop’s id. Sequence: its version. */
export const chainAirdrop = topic('chain.airdrop', 'Items of tokens that stores give to many people', {
  created: plain,
  sent: plain.describe('Supply and plan are reserved for all receivers.'),
  progressed: plain.describe('The mints of some receivers have changed: once for all changes of about a second.'),
  cancelled: plain,
});
