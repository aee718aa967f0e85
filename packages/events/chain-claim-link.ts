import { z } from 'zod';
import { topic } from './topic.ts';

/** The link, as it is after the event. Its code and its list are left out. */
const link = z.object({
  storeId: z.string(),
  tokenId: z.string(),
  quota: z.number().int().describe('Number of items that can be claimed.'),
  isRestricted: z.boolean().describe('True when only those on its list may claim.'),
});

const plain = z.object({ link });

/** Subject: the link’s id. Sequence: 1 when it is created, 2 when it is closed. */
export const chainClaimLink = topic('chain.claim_link', 'Links with which people claim tokens', {
  created: plain,
  closed: plain.describe('The store has closed the link.'),
});
