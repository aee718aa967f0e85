import { backoffMs } from '@soko/retry';
import { newId } from '@soko/ids';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { z } from 'zod';
import { newLease, type PaymentsServices, trailOfService } from '../services.ts';
import { findPaymentByRef, findPayments } from '../store/find-payments.ts';
import { findCollection } from '../store/collections.ts';
import { findDisbursement } from '../store/disbursements.ts';
import {
  claimProviderEvents,
  endProviderEvents,
  noteFailedEvents,
  type ProviderEvent,
} from '../store/provider-events.ts';
import { continueDisbursement } from './continue-disbursement.ts';
import { payoutsOf } from './disburse-funds.ts';
import { leaveToPeopleAfter } from './leave-to-people.ts';
import { syncPayoutAccount } from './payout-onboarding.ts';
import { processMpesaEvent } from './process-mpesa-event.ts';
import { refreshCollection } from './refresh-collection.ts';
import { syncPayment } from './sync-payment.ts';
import { syncSavedMethod } from './sync-saved-method.ts';
import { syncSubscription, syncSubscriptionOfPayment, syncSubscriptionsOfCard } from './follow-subscription.ts';
import { heedEndedPayout } from './watch-ended-payout.ts';

/** Objects that are read from a provider at the same time. */
const atOnce = 8;

/** Webhooks that a provider sends about one payment, more or less. */
const eventsPerObject = 3;

const pauses = { firstMs: 1_000, maxMs: 3_600_000 };

/** All events of Stripe about one object have the same effect: its status is read from the provider. */
function groupByObject(events: readonly ProviderEvent[]): ProviderEvent[][] {
  const groups = new Map<string, ProviderEvent[]>();
  for (const event of events) {
    // Callbacks of M-Pesa say what happened, so that each is processed.
    const subject = event.provider === 'mpesa' ? event.eventId : (event.objectRef ?? event.paymentId ?? event.eventId);
    const key = `${event.provider} ${subject}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
}

const payoutEvent = z.object({ object: z.object({ disbursementId: z.string() }) });

const saysFailed = ({ type }: ProviderEvent): boolean => type === 'payout.failed' || type === 'payout.canceled';

/** A payout of a connected account that Soko asked for. Others are ignored. */
async function followPayout(services: PaymentsServices, group: readonly ProviderEvent[]): Promise<void> {
  const read = payoutEvent.safeParse(group[0]!.payload);
  const found = read.success ? await findDisbursement(services.db, { id: read.data.object.disbursementId }) : null;
  if (found === null || found.kind !== 'TRANSFER') return;
  const payouts = payoutsOf(services, found);
  if (found.decisionId !== null && payouts !== null) return heedEndedPayout(services, payouts, found);
  try {
    await continueDisbursement(services, found, trailOfService(services, found.correlationId));
  } catch (error) {
    if (!(await leaveToPeopleAfter(services, found, error, group.some(saysFailed)))) throw error;
  }
}

async function processEvents(services: PaymentsServices, group: readonly ProviderEvent[]): Promise<void> {
  const event = group[0]!;
  const { provider, objectRef, paymentId } = event;
  if (provider === 'mpesa') return processMpesaEvent(services, event);
  if (objectRef !== null && event.type.startsWith('payment_method.')) {
    await syncSavedMethod(services, provider, objectRef);
    return syncSubscriptionsOfCard(
      services,
      { provider, methodRef: objectRef },
      trailOfService(services, newId('req')),
    );
  }
  if (event.type.startsWith('payout.')) return followPayout(services, group);
  if (objectRef !== null && event.type === 'account.updated') {
    return syncPayoutAccount(services, objectRef, trailOfService(services, newId('req')));
  }
  if (event.type.startsWith('customer.subscription.') || event.type.startsWith('invoice.')) {
    // An invoice without a subscription was made by other software.
    if (objectRef !== null) await syncSubscription(services, objectRef, trailOfService(services, newId('req')));
    return;
  }
  const payment =
    (objectRef === null ? null : await findPaymentByRef(services.pool, provider, objectRef)) ??
    (paymentId === null ? null : ((await findPayments(services.pool, [paymentId])).get(paymentId) ?? null));
  if (payment === null) {
    // The Stripe account may be shared with other software: ignore foreign payments.
    const collection = objectRef && (await findCollection(services.db, { provider, providerRef: objectRef }));
    if (collection) await refreshCollection(services, collection, trailOfService(services, collection.correlationId));
    else if (objectRef !== null && provider === 'stripe')
      await syncSubscriptionOfPayment(services, objectRef, trailOfService(services, newId('req')));
    return;
  }
  await syncPayment(services, payment.id, trailOfService(services, payment.correlationId), objectRef);
}

async function processGroup(services: PaymentsServices, group: readonly ProviderEvent[]): Promise<void> {
  const { db, pool, log, now } = services;
  try {
    await processEvents(services, group);
    await endProviderEvents(pool, group, now());
  } catch (error) {
    log.warn({ err: error, events: group.map(({ eventId }) => eventId) }, 'could not process a webhook; retrying');
    const pauseMs = backoffMs(group[0]!.attempts + 1, pauses);
    await noteFailedEvents(db, group, String(error), new Date(now().getTime() + pauseMs));
  }
}

/**
 * Processes webhooks that are due. Their content is not trusted: the status is read from the provider, so their order and
 * repeats do not matter. Webhooks of Stripe about the same object are processed together.
 */
export const createWebhookWorker = (services: PaymentsServices): DueWorker =>
  createDueWorker<ProviderEvent[]>({
    atOnce,
    async claim(limit) {
      const lease = newLease(services);
      const events = await claimProviderEvents(services.pool, limit * eventsPerObject, lease.now, lease.claimedUntil);
      return groupByObject(events);
    },
    run: (group) => processGroup(services, group),
  });
