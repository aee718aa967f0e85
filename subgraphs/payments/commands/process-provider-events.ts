import type { EventTrail } from '@soko/events';
import { backoffMs } from '@soko/retry';
import type { PaymentsServices } from '../services.ts';
import { findPaymentByRef, findPayments } from '../store/find-payments.ts';
import {
  claimProviderEvents,
  endProviderEvents,
  noteFailedEvents,
  type ProviderEvent,
} from '../store/provider-events.ts';
import { syncPayment } from './sync-payment.ts';
import { syncSavedMethod } from './sync-saved-method.ts';

const batchSize = 100;
const pauses = { firstMs: 1_000, maxMs: 3_600_000 };

/** What nobody asked for in a request is a service's doing. */
export const serviceTrail = ({ now }: Pick<PaymentsServices, 'now'>, correlationId: string): EventTrail => ({
  correlationId,
  causationId: null,
  actor: { kind: 'service', id: 'payments' },
  now,
});

/** Events about one payment say one thing: look at it. */
function byPayment(events: readonly ProviderEvent[]): ProviderEvent[][] {
  const groups = new Map<string, ProviderEvent[]>();
  for (const event of events) {
    const key = `${event.provider} ${event.objectRef ?? event.paymentId ?? event.eventId}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
}

async function act(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const { provider, objectRef, paymentId } = event;
  if (objectRef !== null && event.type.startsWith('payment_method.')) {
    await syncSavedMethod(services, provider, objectRef);
    return;
  }
  const payment =
    (objectRef === null ? null : await findPaymentByRef(services.pool, provider, objectRef)) ??
    (paymentId === null ? null : ((await findPayments(services.pool, [paymentId])).get(paymentId) ?? null));
  // Somebody else's: an account may serve more than Soko.
  if (payment === null) return;
  await syncPayment(services, payment.id, serviceTrail(services, payment.correlationId), objectRef);
}

/**
 * Acts on webhooks that are kept and wait. What they say is not believed: the provider is asked how the payment stands, so
 * it does not matter in which order they come, or how often. Answers how many there were.
 */
export async function processProviderEvents(services: PaymentsServices): Promise<number> {
  const now = services.now();
  const until = new Date(now.getTime() + services.settings.leaseMs);
  const events = await claimProviderEvents(services.pool, batchSize, now, until);
  for (const group of byPayment(events)) {
    try {
      await act(services, group[0]!);
      await endProviderEvents(services.pool, group, services.now());
    } catch (error) {
      services.log.warn({ err: error, events: group.map(({ eventId }) => eventId) }, 'a webhook could not be acted on');
      const retryMs = backoffMs(group[0]!.attempts + 1, pauses);
      await noteFailedEvents(services.pool, group, String(error), new Date(services.now().getTime() + retryMs));
    }
  }
  return events.length;
}
