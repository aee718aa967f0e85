import { z } from 'zod';
import { topic } from './topic.ts';

/** The collection, as it is after the event. */
const collection = z.object({
  storeId: z.string(),
  name: z.string(),
  status: z.enum(['PENDING', 'DEPLOYING', 'DEPLOYED', 'FAILED']),
  chainId: z.number().int().describe('Id of the chain (EIP-155).'),
  address: z.string().nullable().describe('Address of the contract. Null until it is deployed.'),
});

const plain = z.object({ collection });

/** Subject: the collection’s id. Sequence: its version. */
export const chainCollection = topic('chain.collection', 'Collections of tokens', {
  created: plain,
  deploying: plain.describe('The transaction that deploys the contract was sent, or the chain has dropped its block.'),
  deployed: plain,
  failed: plain,
});
