import { type EventsOf, paymentsPayment, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followEvent } from '../commands/follow-event.ts';
import { refreshActions } from '../commands/run-saga.ts';
import { followPayment, type PaymentFact } from '../domain/follow-payment.ts';
import type { Order } from '../domain/order.ts';
import { type PaidSums, paidEvent, refundedEvent } from '../domain/order-events.ts';
import { wasConfirmed } from '../domain/order-status.ts';
import { wasEverConfirmed } from '../store/find-histories.ts';
import { findPaidOrders } from '../store/find-paid-orders.ts';
import type { OrdersServices } from '../services.ts';
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
      return { kind: 'refunded', ...amountsOf(event.data) };
    case 'payments.payment.refund_failed':
      return { kind: 'refundFailed', ...amountsOf(event.data) };
    case 'payments.payment.dispute_won':
      return { kind: 'disputeWon', ...amountsOf(event.data) };
    case 'payments.payment.voided':
      return { kind: 'voided', expired: event.data.reason === 'EXPIRED' };
    case 'payments.payment.reauthorized':
      return { kind: 'reauthorized' };
    case 'payments.payment.charged_back':
      return { kind: 'chargedBack' };
    default:
      return null;
  }
}

/** Statuses of an order that stay when one of several refunds fails, or the bank takes a further part. */
const lasting: readonly string[] = ['PARTIALLY_REFUNDED', 'CHARGED_BACK'];

/** The sums of a payment after an event that takes back what earlier ones said. Null for the other events. */
function changedSumsOf({ type, data }: PaymentEvent): PaidSums | null {
  const { capturedMinor, refundedMinor } = amountsOf(data);
  switch (type) {
    case 'payments.payment.refund_failed':
    case 'payments.payment.dispute_won':
    case 'payments.payment.charged_back': {
      // Events of earlier versions have no such amount: then the bank took all that was not refunded.
      const all = type === 'payments.payment.charged_back' ? capturedMinor - refundedMinor : 0n;
      const { chargedBack } = data.payment;
      return { capturedMinor, refundedMinor, chargedBackMinor: chargedBack ? BigInt(chargedBack.amountMinor) : all };
    }
    default:
      return null;
  }
}

/** Whether an order was confirmed. Asks its history only where the status does not say it. */
const findWasConfirmed = async ({ pool }: OrdersServices, { id, status }: Order): Promise<boolean> =>
  wasConfirmed(status) ?? (await wasEverConfirmed(pool, id));

async function followPaymentEvent(services: OrdersServices, event: PaymentEvent): Promise<void> {
  const { orderId } = event.data.payment;
  if (event.type === 'payments.payment.requires_action') return refreshActions(services, orderId);
  const fact = factOf(event);
  if (fact === null) return;
  await followEvent(services, { group, event, orderId }, async (before, order) => {
    const step = followPayment(before, orderId, fact, services.now(), services.times);
    const isConfirmed = await findWasConfirmed(services, order);
    if (event.type === 'payments.payment.refunded') {
      const changes = step?.kind === 'order' ? step.orders : [];
      const after = changes.at(-1)?.after ?? order;
      const { amount, payment } = event.data;
      const [amountMinor, refundedMinor] = [BigInt(amount.amountMinor), BigInt(payment.refunded.amountMinor)];
      return {
        orders: changes,
        tasks: [],
        events: [
          refundedEvent(
            after,
            { amountMinor, refundedMinor, wasConfirmed: isConfirmed },
            trailOf(event, 'orders', services.now),
          ),
        ],
      };
    }
    const sums = changedSumsOf(event);
    const isNews = step === null ? lasting.includes(order.paymentStatus) : step.kind === 'order';
    if (sums !== null && isNews) {
      const changes = (step?.kind === 'order' ? step.orders : []).map((each) => ({
        ...each,
        wasConfirmed: isConfirmed,
        tellsPaid: true,
      }));
      const after = changes.at(-1)?.after ?? order;
      const told = paidEvent(after, { ...sums, wasConfirmed: isConfirmed }, trailOf(event, 'orders', services.now));
      return { orders: changes, tasks: step?.kind === 'order' ? step.tasks : [], events: [told] };
    }
    if (step === null) return null;
    if (step.kind === 'order')
      return { ...step, orders: step.orders.map((each) => ({ ...each, wasConfirmed: isConfirmed })) };
    const { change } = step;
    return { ...change, purchase: { before, checkout: change.checkout, saga: change.saga } };
  });
}

/**
 * Most purchases know that they are paid before the event arrives, because payments returned it. One statement finds them, and
 * their events are skipped.
 */
async function followPaymentEvents(services: OrdersServices, events: readonly PaymentEvent[]): Promise<void> {
  const isAuthorized = ({ type }: PaymentEvent): boolean => type === 'payments.payment.authorized';
  const paid = await findPaidOrders(
    services.pool,
    events.filter(isAuthorized).map(({ data }) => data.payment.orderId),
  );
  for (const event of events) {
    if (!isAuthorized(event) || !paid.has(event.data.payment.orderId)) await followPaymentEvent(services, event);
  }
}

/** Updates the payment status of an order, and continues or fails a purchase that waits for its buyer. */
export const onPaymentChanged = (services: OrdersServices): Consumer =>
  consumer({
    group,
    on: paymentsPayment,
    handle: (event) => followPaymentEvent(services, event),
    handleMany: (events) => followPaymentEvents(services, events),
  });
