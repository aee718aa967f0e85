import { type EventsOf, paymentsCollection, paymentsDisbursement, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { CashServices } from '../commands/cash/cash-services.ts';
import { followDeposit } from '../commands/cash/follow-deposit.ts';
import { followWithdrawal } from '../commands/cash/follow-withdrawal.ts';
import type { CollectionFact } from '../domain/cash/deposit.ts';
import type { WithdrawalFact } from '../domain/cash/withdrawal.ts';
import { group } from './group.ts';

type CollectionEvent = EventsOf<typeof paymentsCollection>;
type DisbursementEvent = EventsOf<typeof paymentsDisbursement>;

function collectionFact({ type, data }: CollectionEvent): CollectionFact {
  if (type === 'payments.collection.failed') return { kind: 'failed', code: data.code, message: data.message };
  if (type === 'payments.collection.returned') {
    return { kind: 'returned', returnedMinor: BigInt(data.returnedAmount.amountMinor), at: new Date(data.returnedAt) };
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

function disbursementFact({ type, data }: DisbursementEvent): WithdrawalFact {
  switch (type) {
    case 'payments.disbursement.succeeded':
      return { kind: 'paid', receipt: data.receipt, at: new Date(data.settledAt) };
    case 'payments.disbursement.failed':
      return { kind: 'not_paid', code: data.code, message: data.message };
    default:
      return { kind: 'unknown' };
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

/** Ends a withdrawal, or notes that its outcome is unknown. Repeats have no effect. */
export const onDisbursementChanged = (services: CashServices): Consumer =>
  consumer({
    group,
    on: paymentsDisbursement,
    handle: async (event) => {
      const trail = trailOf(event, 'wallets', services.now);
      await followWithdrawal(services, event.data.reference, disbursementFact(event), trail);
    },
  });
