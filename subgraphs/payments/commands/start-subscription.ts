import { badUserInput, conflict, forbidden } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { keyedHashes, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { Money } from '@soko/money';
import { explainDecline } from '../domain/explain-decline.ts';
import type { Subscription } from '../domain/subscription.ts';
import { isWaiting } from '../domain/subscription.ts';
import { ProviderRefusal } from '../providers/provider.ts';
import { newLease, type PaymentsServices, subscriptionsOf } from '../services.ts';
import { findUsableMethod } from '../store/saved-methods.ts';
import {
  beginSubscription,
  findSubscription,
  postponeSubscription,
  saveSubscriptionRef,
} from '../store/subscriptions.ts';
import { abandonSubscription, refreshSubscription, reread } from './follow-subscription.ts';
import { retryAt } from './retry-at.ts';
import { toCallerError } from './wait-for-provider.ts';

export interface StartSubscriptionInput {
  reference: string;
  userId: string;
  paymentMethodId: string;
  amount: Money;
  description: string;
  idempotencyKey: string;
}

/**
 * Subscribes a user once per key: the subscription is saved, then Stripe is asked, then the result is saved. A repeat
 * returns the current state, and reads it from Stripe while the payer must confirm. A reference has one subscription at a
 * time: while it has another one with the same payer and price, that is returned.
 */
export async function startSubscription(
  services: PaymentsServices,
  input: StartSubscriptionInput,
  trail: EventTrail,
): Promise<Subscription> {
  const hashes = hashesOf(services, input);
  const { reference, idempotencyKey } = input;
  const known = await findSubscription(services.db, { reference, idempotencyKey });
  const wanted = known === null ? await newSubscription(services, input, hashes[0], trail) : null;
  const begun = wanted === null ? { subscription: known!, mine: false } : await beginSubscription(services.db, wanted);
  const { subscription } = begun;
  if (begun.mine) return requestSubscription(services, subscription, trail).catch(rethrowForCaller);
  if (subscription.idempotencyKey === idempotencyKey) requireSameInput(subscription.requestHash, hashes);
  else requireSameTerms(subscription, input);
  if (!isWaiting(subscription) || subscription.providerRef === null) return subscription;
  return refreshSubscription(services, subscription, trail).catch(rethrowForCaller);
}

/** Another caller's subscription is no answer to a request with another payer or price. */
function requireSameTerms(known: Subscription, { userId, amount }: StartSubscriptionInput): void {
  if (known.userId !== userId) throw forbidden('Another user pays for this already.');
  if (known.amountMinor === amount.amountMinor && known.currency === amount.currency) return;
  throw conflict('A payment of another price has begun for this. End it first.', 'amount');
}

function rethrowForCaller(error: unknown): never {
  throw toCallerError(error);
}

const hashesOf = ({ settings }: PaymentsServices, input: StartSubscriptionInput) => {
  const { reference, userId, paymentMethodId, amount, description } = input;
  const { amountMinor, currency } = amount;
  return keyedHashes(settings.sealKeys, [
    reference,
    userId,
    paymentMethodId,
    amountMinor.toString(),
    currency,
    description,
  ]);
};

async function newSubscription(
  services: PaymentsServices,
  { reference, userId, paymentMethodId, amount, description, idempotencyKey }: StartSubscriptionInput,
  requestHash: string,
  { correlationId }: EventTrail,
): Promise<Subscription> {
  const { now, claimedUntil } = newLease(services);
  const found = await findUsableMethod(services.pool, paymentMethodId, userId);
  if (found === null) throw badUserInput('This saved payment method does not exist.', 'paymentMethodId');
  const { method, customer: customerRef } = found;
  return {
    id: newId('sbn'),
    reference,
    userId,
    ...amount,
    description,
    idempotencyKey,
    requestHash,
    correlationId,
    customerRef,
    methodRef: method.providerRef!,
    cardIsTold: true,
    hasCard: true,
    provider: method.provider,
    status: 'CREATED',
    providerRef: null,
    clientSecret: null,
    actionUrl: null,
    failure: null,
    paidUntil: null,
    wantedEnd: 'NOT_SET',
    endIsTold: true,
    endsWithPeriod: false,
    attempts: 0,
    lastError: null,
    dueAt: claimedUntil,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * Has the provider create a saved subscription. Its id is saved before anything is charged: one whose id was lost charges
 * nothing, and neither does one that has ended meanwhile.
 */
async function createSubscription(services: PaymentsServices, subscription: Subscription): Promise<Subscription> {
  const { id: key, attempts: number } = subscription;
  const provider = subscriptionsOf(services, subscription);
  const ref = await provider.create(subscription, { key, number });
  const saved = await saveSubscriptionRef(services.db, subscription, ref, newLease(services).claimedUntil);
  if (saved !== null) return saved;
  const current = await reread(services, subscription);
  if (current.providerRef !== ref) await provider.giveUp(ref);
  return current;
}

/** A refusal is final. After any other error the provider is asked again. */
async function refuseOrPostpone(
  services: PaymentsServices,
  subscription: Subscription,
  error: unknown,
  trail: EventTrail,
): Promise<Subscription> {
  try {
    if (!(error instanceof ProviderRefusal)) throw error;
    services.log.info({ err: error, subscription: subscription.id }, 'a provider refused a subscription');
    const failure = { code: error.code, message: explainDecline(error.code) };
    return await abandonSubscription(services, subscription, trail, failure);
  } catch (unanswered) {
    await postponeSubscription(services.db, subscription, retryAt(services, subscription), String(unanswered));
    throw unanswered;
  }
}

/** Has the provider create a saved subscription and charge its first month, and saves the answer. */
export async function requestSubscription(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
): Promise<Subscription> {
  let current = subscription;
  try {
    if (current.providerRef === null) current = await createSubscription(services, current);
    const { id: key, providerRef, attempts: number, status, wantedEnd } = current;
    if (providerRef === null || status !== 'CREATED' || wantedEnd !== 'NOT_SET') return current;
    await subscriptionsOf(services, current).confirm(providerRef, current, { key, number });
    // A webhook may be followed at the same time.
    return await refreshSubscription(services, current, trail);
  } catch (error) {
    return refuseOrPostpone(services, current, error, trail);
  }
}
