import { type EventsOf, paymentsCollection, paymentsDisbursement, paymentsUnmatchedFunds, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { bookUnmatchedFunds } from '../commands/cash/book-unmatched-funds.ts';
import type { CashServices } from '../commands/cash/cash-services.ts';
import { followDeposit } from '../commands/cash/follow-deposit.ts';
import { followWithdrawal } from '../commands/cash/follow-withdrawal.ts';
import { followPayout } from '../commands/payouts/follow-payout.ts';
import type { PayoutServices } from '../commands/payouts/payout-services.ts';
import type { CollectionFact } from '../domain/cash/deposit.ts';
import type { DisbursementFact } from '../domain/cash/withdrawal.ts';
import type { PayoutFact } from '../domain/payouts/payout.ts';
import { group } from './group.ts';

type CollectionEvent = EventsOf<typeof paymentsCollection>;
type DisbursementEvent = EventsOf<typeof paymentsDisbursement>;
type ReturnedFact = Extract<PayoutFact, { kind: 'returned' }>;

function collectionFact({ type, data, sequence: version }: CollectionEvent): CollectionFact {
  if (type === 'payments.collection.failed') return { kind: 'failed', code: data.code, message: data.message };
  if (type === 'payments.collection.returned') {
    const { returnedAmount, returnedAt } = data;
    return { kind: 'returned', returnedMinor: BigInt(returnedAmount.amountMinor), version, at: new Date(returnedAt) };
  }
  if (type === 'payments.collection.return_reversed') {
    const { returnedAmount, reversedAt } = data;
    return { kind: 'returned', returnedMinor: BigInt(returnedAmount.amountMinor), version, at: new Date(reversedAt) };
  }
  const { receivedAmount, receipt } = data;
  return {
    kind: type === 'payments.collection.corrected' ? 'corrected' : 'succeeded',
    receivedMinor: BigInt(receivedAmount.amountMinor),
    currency: receivedAmount.currency,
    receipt,
    at: new Date(data.settledAt),
  };
}

function disbursementFact({ type, data, sequence: version }: DisbursementEvent): DisbursementFact | ReturnedFact {
  switch (type) {
    case 'payments.disbursement.succeeded':
      return { kind: 'paid', receipt: data.receipt, at: new Date(data.settledAt), version };
    case 'payments.disbursement.failed':
      return { kind: 'not_paid', code: data.code, message: data.message, version };
    case 'payments.disbursement.returned':
      return { kind: 'returned', code: data.code, message: data.message, version };
    default:
      return { kind: 'unknown', version };
  }
}

/** Credits a deposit, or ends it. Repeats have no effect. */
export const onCollectionChanged = (services: CashServices): Consumer =>
  consumer({
    group,
    on: paymentsCollection,
    handle: async (event) => {
      const trail = trailOf(event, 'wallets', services.now);
      await followDeposit(services, event.data.reference, collectionFact(event), trail);
    },
  });

/** Ends a withdrawal or a payout, or notes that its outcome is unknown. Repeats have no effect. */
export const onDisbursementChanged = (services: PayoutServices): Consumer =>
  consumer({
    group,
    on: paymentsDisbursement,
    handle: async (event) => {
      const trail = trailOf(event, 'wallets', services.now);
      const { reference } = event.data;
      const fact = disbursementFact(event);
      if (reference.startsWith('pyo_')) await followPayout(services, reference, fact, trail);
      else if (fact.kind !== 'returned') await followWithdrawal(services, reference, fact, trail);
    },
  });

/** Books money that nobody asked for, once people have decided whose it is. Repeats have no effect. */
export const onFundsResolved = (services: CashServices): Consumer =>
  consumer({
    group,
    on: paymentsUnmatchedFunds,
    types: ['resolved'],
    handle: (event) => bookUnmatchedFunds(services, event, trailOf(event, 'wallets', services.now)),
  });
