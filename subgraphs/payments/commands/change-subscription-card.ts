import { badUserInput, forbidden, notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import type { Failure } from '../domain/collection.ts';
import { explainDecline } from '../domain/explain-decline.ts';
import { hasEndToTell, isOver, type Subscription } from '../domain/subscription.ts';
import { ProviderRefusal } from '../providers/provider.ts';
import { newLease, type PaymentsServices, subscriptionsOf } from '../services.ts';
import { findUsableMethod } from '../store/saved-methods.ts';
import { findSubscription, noteToldCard, postponeSubscription, wantCard } from '../store/subscriptions.ts';
import { tellEnd } from './end-subscription.ts';
import { refreshSubscription, reread } from './follow-subscription.ts';
import { retryAt } from './retry-at.ts';
import { toCallerError } from './wait-for-provider.ts';

export interface ChangeSubscriptionCardInput {
  id: string;
  userId: string;
  paymentMethodId: string;
}

interface Told {
  subscription: Subscription;
  /** Why the card did not pay what was not paid. */
  failure: Failure | null;
}

/** Has the provider charge the card. A refusal is final: the subscription keeps the card that the provider has. */
async function setCard(
  services: PaymentsServices,
  subscription: Subscription,
  presence: 'present' | 'absent',
): Promise<Failure | null> {
  try {
    return await subscriptionsOf(services, subscription).setCard(
      subscription.providerRef!,
      subscription.methodRef,
      presence,
    );
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    services.log.info({ err: error, subscription: subscription.id }, 'a provider refused the card of a subscription');
    return { code: error.code, message: explainDecline(error.code) };
  }
}

/**
 * Tells the provider which card pays, which charges it at once for a month that was not paid, and reads the outcome. A
 * repeat charges nothing twice: the month has one payment at the provider. An end that the provider does not have yet goes first,
 * because it charges no further month.
 */
export async function tellCard(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
  presence: 'present' | 'absent',
): Promise<Told> {
  const seen = await refreshSubscription(services, subscription, trail);
  const found = hasEndToTell(seen) ? await tellEnd(services, seen, trail) : seen;
  if (found.providerRef === null || isOver(found) || hasEndToTell(found)) return { subscription: found, failure: null };
  const failure = await setCard(services, found, presence);
  await noteToldCard(services.db, found);
  const told = await refreshSubscription(services, await reread(services, found), trail);
  return { subscription: told, failure };
}

/**
 * Changes the card that pays a subscription. The card is saved before the provider is asked, so that it gets it after a crash as
 * well. A card that was declined stays: the provider charges it again. One that was not paid the first time keeps its card.
 */
export async function changeSubscriptionCard(
  services: PaymentsServices,
  { id, userId, paymentMethodId }: ChangeSubscriptionCardInput,
  trail: EventTrail,
): Promise<Subscription> {
  const known = await findSubscription(services.db, { id });
  if (known === null) throw notFound('The subscription');
  if (known.userId !== userId) throw forbidden('Another user pays for this.');
  const usable = await findUsableMethod(services.pool, paymentMethodId, userId);
  const isTheirs = usable?.method.provider === known.provider && usable.customer === known.customerRef;
  if (usable === null || !isTheirs) throw badUserInput('This saved payment method does not exist.', 'paymentMethodId');
  const wanted = await wantCard(services.db, known, usable.method.providerRef!, newLease(services).claimedUntil);
  if (wanted === null) return reread(services, known);
  try {
    const { subscription, failure } = await tellCard(services, wanted, trail, 'present');
    return { ...subscription, failure: failure ?? subscription.failure };
  } catch (error) {
    await postponeSubscription(services.db, wanted, retryAt(services, wanted), String(error));
    throw toCallerError(error);
  }
}
