import { type Fixture, startFixture } from '@soko/testing';
import type { WalletsCollectFundsVariables, WalletsDisburseFundsVariables } from '../../generated/peers/payments.ts';

type Input = WalletsCollectFundsVariables['input'];

interface Collected {
  input: Input;
  status: 'PENDING' | 'REQUIRES_ACTION' | 'SUCCEEDED' | 'FAILED';
  received: { amount: string; currency: string } | null;
}

interface Disbursed {
  input: WalletsDisburseFundsVariables['input'];
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'UNKNOWN' | 'RETURNED';
  /** Number of its last change: no event is older than 0. */
  version?: number;
}

export interface PaymentsFixture extends Fixture {
  collections: Map<string, Collected>;
  disbursements: Map<string, Disbursed>;
  /** What `fundsMoved` answers. */
  moved: {
    method: string;
    received: { amount: string; currency: string };
    paid: { amount: string; currency: string };
  }[];
}

const collectionOf = (reference: string, { status, input, received }: Collected) => ({
  id: `col_${reference}`,
  reference,
  status,
  amount: input.amount,
  receivedAmount: received,
  receipt: status === 'SUCCEEDED' ? `receipt of ${reference}` : null,
  settledAt: status === 'SUCCEEDED' ? new Date().toISOString() : null,
  clientSecret: status === 'REQUIRES_ACTION' ? 'secret of the intent' : null,
  actionUrl: status === 'REQUIRES_ACTION' ? 'https://bank.example' : null,
  failureCode: status === 'FAILED' ? 'declined' : null,
  failureMessage: status === 'FAILED' ? 'Declined.' : null,
});

/**
 * Payments with its rules: once per reference. The token `pm_paid` is paid at once, `pm_action` waits for its payer, `pm_declined`
 * is declined; a phone waits.
 */
export function startPayments(): PaymentsFixture {
  const collections = new Map<string, Collected>();
  const disbursements = new Map<string, Disbursed>();
  const moved: PaymentsFixture['moved'] = [];

  const statusOf = ({ token }: Input): Collected['status'] =>
    token === 'pm_paid'
      ? 'SUCCEEDED'
      : token === 'pm_action'
        ? 'REQUIRES_ACTION'
        : token === 'pm_declined'
          ? 'FAILED'
          : 'PENDING';

  const look = (_: unknown, { reference }: { reference: string }) => {
    const found = collections.get(reference);
    return found === undefined ? null : collectionOf(reference, found);
  };

  const disbursementOf = (reference: string, { status, input, version = 0 }: Disbursed) => ({
    version,
    id: `dsb_${reference}`,
    reference,
    status,
    amount: input.amount,
    receipt: status === 'SUCCEEDED' ? `receipt of ${reference}` : null,
    settledAt: status === 'SUCCEEDED' ? new Date().toISOString() : null,
    failureCode: status === 'FAILED' ? 'float_too_low' : null,
    failureMessage: status === 'FAILED' ? 'Not paid.' : null,
  });

  const fixture = startFixture('payments', {
    Query: {
      fundsCollection: look,
      fundsMoved: () => moved.map((each) => ({ ...each, currency: each.received.currency })),
      disbursement(_, { reference }: { reference: string }) {
        const found = disbursements.get(reference);
        return found === undefined ? null : disbursementOf(reference, found);
      },
    },
    Mutation: {
      collectFunds(_, { input }: { input: Input }) {
        const status = statusOf(input);
        const received = status === 'SUCCEEDED' ? input.amount : null;
        const known = collections.get(input.reference) ?? { input, status, received };
        collections.set(input.reference, known);
        return collectionOf(input.reference, known);
      },
      refreshFundsCollection: (_, { input }: { input: { reference: string } }) => look(_, input),
      disburseFunds(_, { input }: WalletsDisburseFundsVariables) {
        const known = disbursements.get(input.reference) ?? { input, status: 'PENDING' as const };
        disbursements.set(input.reference, known);
        return disbursementOf(input.reference, known);
      },
    },
  });
  return { ...fixture, collections, disbursements, moved };
}
