import type { EventTrail } from '@soko/events';
import type { Collection } from '../domain/collection.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentsServices } from '../services.ts';
import { postponeCollection } from '../store/collections.ts';
import { findPaymentsOfCheckout } from '../store/returns.ts';
import { continueCheckout } from './continue-checkout.ts';
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
  if (unwantedMinor > 0n) {
    const reference = `unwanted:${collection.id}`;
    await returnFunds(services, { collection, paymentId: null, amountMinor: unwantedMinor, reference });
  }
  await postponeCollection(services.db, collection, null);
}
