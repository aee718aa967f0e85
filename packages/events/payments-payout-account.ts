import { z } from 'zod';
import { topic } from './topic.ts';

const facts = z.object({
  userId: z.string().describe('Id of the user who owns the seller.'),
  requirements: z.array(z.string()).describe('What the provider still needs from the seller, in its words.'),
});

/** Subject: the seller's id. Sequence: the version of the account. */
export const paymentsPayoutAccount = topic('payments.payout_account', 'Accounts at Stripe to which sellers are paid', {
  enabled: facts.describe('The account can receive payouts.'),
  disabled: facts.describe('The account cannot receive payouts any more, until the seller gives what is required.'),
});
