import { notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { isOver, isWaiting, type Subscription, type SubscriptionEnd } from '../domain/subscription.ts';
import { newLease, type PaymentsServices, subscriptionsOf } from '../services.ts';
import { findSubscription, noteToldEnd, postponeSubscription, wantEnd } from '../store/subscriptions.ts';
import { abandonSubscription, refreshSubscription, reread } from './follow-subscription.ts';
import { retryAt } from './retry-at.ts';
import { toCallerError } from './wait-for-provider.ts';

/**
 * Tells the provider the end that is wanted, and reads what it made of it. A repeat has no second effect. Once the provider has it, an
 * end that support sets or takes back at the provider stays.
 */
export async function tellEnd(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
): Promise<Subscription> {
  const { wantedEnd } = subscription;
  const found = await refreshSubscription(services, subscription, trail);
  const isLeft = isWaiting(found) && wantedEnd !== 'NOT_SET';
  // Without a payment there is no period to end with.
  const read = isLeft ? await abandonSubscription(services, found, trail) : found;
  const { providerRef } = read;
  if (providerRef === null || isOver(read)) return read;
  const provider = subscriptionsOf(services, read);
  if (wantedEnd === 'NOW' || (isLeft && isWaiting(read))) await provider.end(providerRef);
  // A month that is not paid ends now, also where Stripe would end it with the period.
  else if (read.status === 'PAST_DUE' && wantedEnd === 'PERIOD_END')
    await provider.setEndsWithPeriod(providerRef, true);
  else if (read.endsWithPeriod !== (wantedEnd === 'PERIOD_END'))
    await provider.setEndsWithPeriod(providerRef, wantedEnd === 'PERIOD_END');
  const told = await noteToldEnd(services.db, read, wantedEnd);
  return refreshSubscription(services, told ?? (await reread(services, read)), trail);
}

/** Notes the wanted end, so that it is sent after a crash as well, and sends it. One that is over stays as it is. */
export async function endSubscription(
  services: PaymentsServices,
  { id, end }: { id: string; end: SubscriptionEnd },
  trail: EventTrail,
): Promise<Subscription> {
  const wanted = await wantEnd(services.db, { id }, end, newLease(services).claimedUntil);
  if (wanted === null) {
    const over = await findSubscription(services.db, { id });
    if (over === null) throw notFound('The subscription');
    return over;
  }
  try {
    return await tellEnd(services, wanted, trail);
  } catch (error) {
    await postponeSubscription(services.db, wanted, retryAt(services, wanted), String(error));
    throw toCallerError(error);
  }
}
