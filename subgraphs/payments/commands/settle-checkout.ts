import type { EventTrail } from '@soko/events';
import type { Collection } from '../domain/collection.ts';
import { lookAgainAt } from '../domain/funds-times.ts';
import { nextTry } from '../domain/next-try.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentsServices } from '../services.ts';
import { postponeCollection } from '../store/collections.ts';
import { findPaymentsOfCheckout, findUnwantedReturns } from '../store/returns.ts';
import { continueCheckout } from './continue-checkout.ts';
import { leaveReturnToPeople } from './leave-to-people.ts';
import { returnFunds } from './mpesa-till.ts';
import { retryAt } from './retry-at.ts';
import { syncPayment } from './sync-payment.ts';

const isOpen = ({ status }: Payment): boolean => status === 'CREATED' || status === 'REQUIRES_ACTION';

/**
 * The end of a prompt that pays a checkout: its payments follow, and money that pays none of them is returned. An order may
 * have been cancelled while the prompt was on the phone.
 */
export async function settleCheckout(
  services: PaymentsServices,
  collection: Collection,
  trail: EventTrail,
): Promise<void> {
  const { reference: checkoutId, receivedMinor } = collection;
  for (const payment of await findPaymentsOfCheckout(services.db, checkoutId)) {
    if (payment.status === 'REQUIRES_ACTION') await syncPayment(services, payment.id, trail);
  }
  await continueCheckout(services, checkoutId, trail);
  const payments = await findPaymentsOfCheckout(services.db, checkoutId);
  if (payments.some(isOpen)) {
    await postponeCollection(
      services.db,
      collection,
      retryAt(services, collection),
      'Its payments are not settled yet.',
    );
    return;
  }
  const capturedMinor = payments.reduce((sum, payment) => sum + payment.capturedMinor, 0n);
  const unwantedMinor = (receivedMinor ?? 0n) - capturedMinor;
  const dueAt = unwantedMinor > 0n ? await returnUnwanted(services, collection, unwantedMinor) : null;
  await postponeCollection(services.db, collection, dueAt);
}

/** Returns money that pays nothing. The result is the time of the next step; null when it is paid out, or left to people. */
async function returnUnwanted(
  services: PaymentsServices,
  collection: Collection,
  amountMinor: bigint,
): Promise<Date | null> {
  const { db, now } = services;
  const earlier = await findUnwantedReturns(db, collection.id);
  // More money may be reported after a return: only the rest goes back, by tries of its own.
  const made = earlier.filter(({ status }) => status === 'SUCCEEDED');
  const restMinor = made.reduce((rest, each) => rest - each.amountMinor, amountMinor);
  if (restMinor <= 0n) return null;
  const firstKey = made.length === 0 ? `unwanted:${collection.id}` : `unwanted:${collection.id}:more:${made.length}`;
  const lastMade = earlier.findLastIndex(({ status }) => status === 'SUCCEEDED');
  const tries = earlier.slice(lastMade + 1).map(({ reference: key, status, failure, createdAt: at }) => ({
    key,
    hasFailed: status === 'FAILED',
    failure: failure?.message ?? null,
    at,
  }));
  const next = nextTry(firstKey, tries, now());
  if (next.kind === 'postponed') return next.until;
  if (next.kind === 'given_up') {
    await leaveReturnToPeople(services, { ...collection, amountMinor: restMinor });
    return null;
  }
  const wanted = { collection, paymentId: null, amountMinor: restMinor, reference: next.key };
  const { status } = await returnFunds(services, wanted);
  return status === 'SUCCEEDED' ? null : lookAgainAt(collection.updatedAt, now(), services.settings.funds);
}
