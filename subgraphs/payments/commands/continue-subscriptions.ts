import type { EventTrail } from '@soko/events';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { nextLook } from '../domain/apply-subscription-report.ts';
import type { Subscription } from '../domain/subscription.ts';
import { newLease, type PaymentsServices, trailOfService } from '../services.ts';
import { claimDueSubscriptions, lookAgain, postponeSubscription } from '../store/subscriptions.ts';
import { tellEnd } from './end-subscription.ts';
import { retryAt } from './retry-at.ts';
import { requestSubscription } from './start-subscription.ts';

/** Subscriptions that are at work at the same time. */
const atOnce = 8;

/** The next step of a subscription that is due: its request, the end that is wanted, or a question in case a webhook was lost. */
async function continueSubscription(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
): Promise<void> {
  const { providerRef } = subscription;
  const begun = providerRef === null ? await requestSubscription(services, subscription, trail) : subscription;
  const seen = await tellEnd(services, begun, trail);
  await lookAgain(services.db, seen, nextLook(seen, services.now(), services.settings.funds));
}

async function tryOne(services: PaymentsServices, subscription: Subscription): Promise<void> {
  try {
    await continueSubscription(services, subscription, trailOfService(services, subscription.correlationId));
  } catch (error) {
    services.log.warn({ err: error, subscription: subscription.id }, 'could not continue a subscription; retrying');
    await postponeSubscription(services.db, subscription, retryAt(services, subscription), String(error));
  }
}

/** Continues subscriptions that are due. */
export const createSubscriptionWorker = (services: PaymentsServices): DueWorker =>
  createDueWorker<Subscription>({
    atOnce,
    claim(limit) {
      const { now, claimedUntil } = newLease(services);
      return claimDueSubscriptions(services, limit, now, claimedUntil);
    },
    run: (subscription) => tryOne(services, subscription),
  });
