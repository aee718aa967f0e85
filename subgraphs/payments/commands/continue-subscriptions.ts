import type { EventTrail } from '@soko/events';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { nextLook } from '../domain/apply-subscription-report.ts';
import { isGivenUp } from '../domain/funds-times.ts';
import { hasWishToTell, isOver, type Subscription } from '../domain/subscription.ts';
import { newLease, type PaymentsServices, trailOfService } from '../services.ts';
import { claimDueSubscriptions, lookAgain, postponeSubscription } from '../store/subscriptions.ts';
import { tellCard } from './change-subscription-card.ts';
import { tellEnd } from './end-subscription.ts';
import { abandonSubscription, readSubscription, refreshSubscription } from './follow-subscription.ts';
import { retryAt } from './retry-at.ts';
import { requestSubscription } from './start-subscription.ts';

/** Subscriptions that are at work at the same time. */
const atOnce = 8;

/** Time after which a first payment is not made any more: its payer is not present by then. */
const unansweredMs = 600_000;

/** The request, sent again. Nothing is charged after the person has ended it, or has gone. */
function beginAgain(services: PaymentsServices, subscription: Subscription, trail: EventTrail): Promise<Subscription> {
  const { wantedEnd, createdAt } = subscription;
  const isLeft = wantedEnd !== 'NOT_SET' || isGivenUp(createdAt, services.now(), { giveUpMs: unansweredMs });
  return isLeft
    ? abandonSubscription(services, subscription, trail)
    : requestSubscription(services, subscription, trail);
}

/** The next step of a subscription that is due: its request, the card or end that is wanted, or a question in case a webhook was lost. */
async function continueSubscription(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
): Promise<void> {
  if (isOver(subscription)) {
    await lookAgain(services.db, await readSubscription(services, subscription, trail), null);
    return;
  }
  const begun = subscription.status === 'CREATED' ? await beginAgain(services, subscription, trail) : subscription;
  const paying = begun.cardIsTold ? begun : (await tellCard(services, begun, trail, 'absent')).subscription;
  const seen = await (paying.endIsTold ? refreshSubscription : tellEnd)(services, paying, trail);
  // Another end or card was chosen meanwhile: this step is due again when its lease ends.
  if (hasWishToTell(seen)) return;
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
