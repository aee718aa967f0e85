import { type Envelope, type EventTrail, newEvent, paymentsCollection, paymentsDisbursement } from '@soko/events';
import type { Collection } from './collection.ts';
import type { Disbursement } from './disbursement.ts';

const toMoney = (amountMinor: bigint, currency: string) => ({ amountMinor: amountMinor.toString(), currency });

const subjectOf = ({ id, version }: { id: string; version: number }) => ({ subject: id, sequence: version });

const aboutCollection = ({ reference, userId, method }: Collection) => ({
  reference,
  userId: userId ?? '',
  method: method === 'STRIPE_CARD' ? ('STRIPE_CARD' as const) : ('MPESA' as const),
});

export const collectionSucceededEvent = (it: Collection, trail: EventTrail): Envelope => {
  const data = {
    ...aboutCollection(it),
    provider: it.provider,
    amount: toMoney(it.amountMinor, it.currency),
    receivedAmount: toMoney(it.receivedMinor ?? it.amountMinor, it.currency),
    receipt: it.receipt,
    settledAt: (it.settledAt ?? it.updatedAt).toISOString(),
  };
  return newEvent(paymentsCollection, 'succeeded', { ...subjectOf(it), data }, trail);
};

export const collectionCorrectedEvent = (it: Collection, trail: EventTrail): Envelope => {
  const data = {
    ...aboutCollection(it),
    provider: it.provider,
    receivedAmount: toMoney(it.receivedMinor ?? it.amountMinor, it.currency),
    receipt: it.receipt,
    settledAt: (it.settledAt ?? it.updatedAt).toISOString(),
  };
  return newEvent(paymentsCollection, 'corrected', { ...subjectOf(it), data }, trail);
};

const returnsOf = (it: Collection) => ({
  ...aboutCollection(it),
  provider: it.provider,
  returnedAmount: toMoney(it.returnedMinor, it.currency),
});

export const collectionReturnedEvent = (it: Collection, trail: EventTrail): Envelope => {
  const data = { ...returnsOf(it), returnedAt: it.updatedAt.toISOString() };
  return newEvent(paymentsCollection, 'returned', { ...subjectOf(it), data }, trail);
};

export const collectionReturnReversedEvent = (it: Collection, trail: EventTrail): Envelope => {
  const data = { ...returnsOf(it), reversedAt: it.updatedAt.toISOString() };
  return newEvent(paymentsCollection, 'return_reversed', { ...subjectOf(it), data }, trail);
};

export const collectionFailedEvent = (it: Collection, trail: EventTrail): Envelope => {
  const { code, message } = it.failure ?? { code: 'unknown', message: 'The payment failed.' };
  return newEvent(
    paymentsCollection,
    'failed',
    { ...subjectOf(it), data: { ...aboutCollection(it), code, message } },
    trail,
  );
};

const aboutDisbursement = ({ reference, userId }: Disbursement) => ({ reference, userId: userId ?? '' });

export const disbursementEvent = (type: 'unknown', it: Disbursement, trail: EventTrail): Envelope =>
  newEvent(paymentsDisbursement, type, { ...subjectOf(it), data: aboutDisbursement(it) }, trail);

export const disbursementSucceededEvent = (it: Disbursement, trail: EventTrail): Envelope => {
  const data = {
    ...aboutDisbursement(it),
    amount: toMoney(it.amountMinor, it.currency),
    receipt: it.receipt,
    settledAt: (it.settledAt ?? it.updatedAt).toISOString(),
  };
  return newEvent(paymentsDisbursement, 'succeeded', { ...subjectOf(it), data }, trail);
};

export const disbursementFailedEvent = (it: Disbursement, trail: EventTrail): Envelope => {
  const { code, message } = it.failure ?? { code: 'unknown', message: 'The provider did not pay.' };
  const data = { ...aboutDisbursement(it), code, message };
  return newEvent(paymentsDisbursement, 'failed', { ...subjectOf(it), data }, trail);
};

export const disbursementReturnedEvent = (it: Disbursement, trail: EventTrail): Envelope => {
  const { code, message } = it.failure ?? { code: 'returned', message: 'The bank returned the payout.' };
  const data = { ...aboutDisbursement(it), code, message };
  return newEvent(paymentsDisbursement, 'returned', { ...subjectOf(it), data }, trail);
};
