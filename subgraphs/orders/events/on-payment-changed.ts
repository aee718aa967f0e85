import { type EventsOf, paymentsPayment, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followEvent } from '../commands/follow-event.ts';
import { followPayment, type PaymentFact } from '../domain/follow-payment.ts';
import { refundedEvent } from '../domain/order-events.ts';
import { findPaidFor } from '../store/find-paid-for.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

type PaymentEvent = EventsOf<typeof paymentsPayment>;

const amountsOf = ({ payment }: PaymentEvent['data']) => ({
  authorizedMinor: BigInt(payment.authorized.amountMinor),
  capturedMinor: BigInt(payment.captured.amountMinor),
  refundedMinor: BigInt(payment.refunded.amountMinor),
});

function factOf(event: PaymentEvent): PaymentFact | null {
  switch (event.type) {
    case 'payments.payment.authorized':
      return { kind: 'authorized' };
    case 'payments.payment.failed':
      return { kind: 'failed', code: event.data.code, reason: event.data.reason };
    case 'payments.payment.captured':
      return { kind: 'captured', ...amountsOf(event.data) };
    case 'payments.payment.refunded':
    case 'payments.payment.refund_failed':
      return { kind: 'refunded', ...amountsOf(event.data) };
    case 'payments.payment.dispute_won':
      return { kind: 'dispute_won', ...amountsOf(event.data) };
    case 'payments.payment.voided':
      return { kind: 'voided', expired: event.data.reason === 'EXPIRED' };
    case 'payments.payment.reauthorized':
      return { kind: 'reauthorized' };
    case 'payments.payment.charged_back':
      return { kind: 'charged_back' };
    default:
      return null;
  }
}

async function follow(deps: ConsumerDeps, event: PaymentEvent): Promise<void> {
  const fact = factOf(event);
  if (fact === null) return;
  const { orderId } = event.data.payment;
  await followEvent(deps, { group, event, orderId }, (before, order) => {
    const step = followPayment(before, orderId, fact, deps.now(), deps.times);
    if (event.type === 'payments.payment.refunded') {
      const changes = step?.kind === 'order' ? step.orders : [];
      const after = changes.at(-1)?.after ?? order;
      const { amount, payment } = event.data;
      const [back, all] = [BigInt(amount.amountMinor), BigInt(payment.refunded.amountMinor)];
      return {
        orders: changes,
        tasks: [],
        events: [refundedEvent(after, back, all, trailOf(event, 'orders', deps.now))],
      };
    }
    if (step === null) return null;
    if (step.kind === 'order') return step;
    const { change } = step;
    return { ...change, purchase: { before, checkout: change.checkout, saga: change.saga } };
  });
}

/** Most purchases have heard that they are paid for before the event comes: those are found in one statement. */
async function followMany(deps: ConsumerDeps, events: readonly PaymentEvent[]): Promise<void> {
  const isNews = ({ type }: PaymentEvent): boolean => type !== 'payments.payment.authorized';
  const asked = events.filter((event) => !isNews(event)).map(({ data }) => data.payment.orderId);
  const known = await findPaidFor(deps.pool, asked);
  for (const event of events) if (isNews(event) || !known.has(event.data.payment.orderId)) await follow(deps, event);
}

/** Where the money of an order stands, and what that means for a purchase that waits for its buyer. */
export const onPaymentChanged = (deps: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: paymentsPayment,
    handle: (event) => follow(deps, event),
    handleMany: (events) => followMany(deps, events),
  });
