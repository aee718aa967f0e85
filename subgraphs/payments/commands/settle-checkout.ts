import type { EventTrail } from '@soko/events';
import type { Collection } from '../domain/collection.ts';
import { lookAgainAt } from '../domain/funds-times.ts';
import { isTryOf, nextTry } from '../domain/next-try.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentsServices } from '../services.ts';
import { postponeCollection } from '../store/collections.ts';
import { findPaymentsOfCheckout, findUnwantedReturns } from '../store/returns.ts';
import { continueCheckout } from './continue-checkout.ts';
import { ProviderRefusal } from '../providers/provider.ts';
import { sumLeftReturns } from '../store/unmatched-funds.ts';
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

/** Money of a collection that goes back by tries of its own. */
interface Rest {
  collection: Collection;
  restMinor: bigint;
  /** Number of times that money of the collection was left to people. */
  left: number;
}

/** Makes a try, or finds its result. The result is the time of the next step; null when all of it is back, or left to people. */
async function returnRest(
  services: PaymentsServices,
  { collection, restMinor, left }: Rest,
  reference: string,
): Promise<Date | null> {
  const { now, settings } = services;
  try {
    const wanted = { collection, paymentId: null, amountMinor: restMinor, reference };
    const { status, amountMinor: returnedMinor } = await returnFunds(services, wanted);
    if (status !== 'SUCCEEDED') return lookAgainAt(collection.updatedAt, now(), settings.funds);
    // The try was for less, because the rest was reported later.
    return returnedMinor < restMinor ? now() : null;
  } catch (error) {
    // Nobody can be paid any more: the payer was erased.
    if (!(error instanceof ProviderRefusal)) throw error;
    await leaveReturnToPeople(services, collection, restMinor, left);
    return null;
  }
}

/** Returns money that pays nothing. The result is the time of the next step; null when it is paid out, or left to people. */
async function returnUnwanted(
  services: PaymentsServices,
  collection: Collection,
  amountMinor: bigint,
): Promise<Date | null> {
  const { db, now } = services;
  const [earlier, left] = await Promise.all([
    findUnwantedReturns(db, collection.id),
    sumLeftReturns(db, collection.id),
  ]);
  // More money may be reported after a return, or after people got it: only the rest goes back, by tries of its own.
  const made = earlier.filter(({ status }) => status === 'SUCCEEDED');
  const restMinor = made.reduce((rest, each) => rest - each.amountMinor, amountMinor - left.amountMinor);
  if (restMinor <= 0n) return null;
  const ended = made.length + left.times;
  const firstKey = ended === 0 ? `unwanted:${collection.id}` : `unwanted:${collection.id}:more:${ended}`;
  const tries = earlier
    .filter(({ reference }) => isTryOf(firstKey, reference))
    .map(({ reference: key, status, failure, createdAt: at }) => ({
      key,
      hasFailed: status === 'FAILED',
      failure: failure?.message ?? null,
      at,
    }));
  const next = nextTry(firstKey, tries, now());
  if (next.kind === 'postponed') return next.until;
  if (next.kind === 'due') return returnRest(services, { collection, restMinor, left: left.times }, next.key);
  await leaveReturnToPeople(services, collection, restMinor, left.times);
  return null;
}
