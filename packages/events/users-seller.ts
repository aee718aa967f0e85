import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const status = z.enum(['APPLIED', 'ACTIVE', 'SUSPENDED', 'CLOSED', 'REJECTED']);

/** The status after the event. Events from before they carried it have the status that their type implies. */
const becomes = (implied: z.infer<typeof status>) => ({
  status: status.default(implied).describe('Status of the seller after the event.'),
});

const seller = {
  userId: z.string().describe('Id of the person who owns the seller account.'),
  handle: z.string(),
  displayName: z.string(),
};

const payout = z
  .object({
    kind: z.enum(['MPESA', 'BANK_ACCOUNT', 'STRIPE']),
    masked: personal(z.string()),
    sealed: personal(z.string().describe('The whole destination, sealed for the purpose `payout`.')),
  })
  .describe('Destination of the seller’s earnings.');

const reason = z.string().nullable();

/** Subject: the seller's id. Sequence: the seller's version. */
export const usersSeller = topic(
  'users.seller',
  'Sellers, from application to closing',
  {
    applied: z.object({ ...seller, ...becomes('APPLIED'), payout }),
    updated: z.object({
      ...seller,
      status: status
        .nullable()
        .default(null)
        .describe('Status of the seller, which an update does not change. Null in events from before it was added.'),
      payout,
    }),
    approved: z.object({ ...seller, ...becomes('ACTIVE'), payout }),
    rejected: z.object({ ...seller, ...becomes('REJECTED'), reason }),
    suspended: z.object({ ...seller, ...becomes('SUSPENDED'), reason }),
    reinstated: z.object({ ...seller, ...becomes('ACTIVE') }),
    closed: z.object({ ...seller, ...becomes('CLOSED'), reason }),
  },
  { personOf: ({ data }) => data.userId },
);
