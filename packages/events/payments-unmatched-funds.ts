import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const funds = z.object({
  kind: z.string().describe('Kind of report, such as `stk` or `c2b-confirmation`.'),
  reason: z.string().describe('Reason why it fits nothing, such as `nothing_asked`.'),
  method: z.enum(['MPESA', 'STRIPE_CARD']),
  amount: moneyInEvent.nullable().describe('Amount that the provider reported. Null when it reported none.'),
  receipt: z.string().nullable(),
});

/** Subject: the id of the unmatched funds. Sequence: its version; 0 for `kept`. */
export const paymentsUnmatchedFunds = topic(
  'payments.unmatched_funds',
  'Money and reports of providers that fit nothing that Soko asked for',
  {
    kept: z.object({ funds }).describe('Something arrived that people must decide about.'),
    resolved: z
      .object({
        funds,
        decisionId: z.string(),
        resolution: z.enum(['WALLET', 'DEPOSIT', 'RETURN', 'WRITE_OFF', 'PAYEE', 'DISMISS']),
        walletId: z.string().nullable().describe('Wallet that gets the money. Null for other resolutions.'),
        depositId: z.string().nullable().describe('Deposit whose money it is. Null for other resolutions.'),
        ownerId: z.string().nullable().describe('Owner of the wallet or deposit, or payee of the payout.'),
        payoutId: z
          .string()
          .nullable()
          .default(null)
          .describe('Payout that the seller got although it was owed to them again. Null for other resolutions.'),
        decidedBy: z.string().describe('Administrator who decided it, or approved it.'),
        resolvedAt: z.iso.datetime(),
      })
      .describe('People decided about it, and the decision has its effect.'),
    settled: z
      .object({
        funds,
        outcome: z
          .enum(['PAID', 'TAKEN_BACK'])
          .describe('`PAID`: the payee has the money. `TAKEN_BACK`: Soko has it, and owes it again.'),
        decisionId: z.string().nullable().describe('Decision that ended it. Null when its provider did.'),
        decidedBy: z
          .string()
          .nullable()
          .describe('Administrator who decided it, or approved it. Null without a decision.'),
        settledAt: z.iso.datetime(),
      })
      .describe(
        'A payout that was left to people has ended. `payments.disbursement` tells what follows for its money.',
      ),
    reopened: z
      .object({
        funds,
        decisionId: z.string(),
        failure: z.string().describe('Explanation for people, in English.'),
      })
      .describe('A decision could not have its effect, or was rejected: people must decide again.'),
  },
);
