import type { EventsOf, ordersDispute, ordersOrder, paymentsPayment } from '@soko/events';
import type { Facts, OrderDetails } from './facts.ts';

type OrderEvent = EventsOf<typeof ordersOrder>;
type PaymentEvent = EventsOf<typeof paymentsPayment>;
type DisputeEvent = EventsOf<typeof ordersDispute>;

/** What an event says, and about which aggregate. */
export interface Said extends Facts {
  id: string;
}

const minor = ({ amountMinor }: { amountMinor: string }): bigint => BigInt(amountMinor);

function storesOf(lines: OrderEvent['data']['order']['lines']): OrderDetails['stores'] {
  const stores: Record<string, { grossMinor: string; feeMinor: string }> = {};
  for (const { storeId, unitPrice, quantity, packedQuantity, fee } of lines) {
    if (storeId === null) continue;
    const known = stores[storeId] ?? { grossMinor: '0', feeMinor: '0' };
    const gross = minor(unitPrice) * BigInt(packedQuantity ?? quantity);
    stores[storeId] = {
      grossMinor: (BigInt(known.grossMinor) + gross).toString(),
      feeMinor: (BigInt(known.feeMinor) + minor(fee)).toString(),
    };
  }
  return stores;
}

/** The step of an order that an event tells, if the dashboards count it. */
const steps: Readonly<Record<string, string>> = {
  'orders.order.confirmed': 'confirmed',
  'orders.order.fulfilled': 'fulfilled',
  'orders.order.cancelled': 'cancelled',
  'orders.order.expired': 'failed',
  'orders.order.failed': 'failed',
};

export function readOrderEvent({ subject, type, sequence, time, data: { order } }: OrderEvent): Said {
  const { currency } = order.total;
  // Events of early versions have no discounts of the platform.
  const platformMinor = order.platformDiscount === undefined ? 0n : minor(order.platformDiscount);
  const details: OrderDetails = {
    status: order.status,
    grossMinor: order.items.amountMinor,
    discountMinor: (minor(order.discount) - platformMinor).toString(),
    feeMinor: order.fee.amountMinor,
    stores: storesOf(order.lines),
  };
  const step = steps[type];
  return {
    id: subject,
    kind: 'order',
    said: {
      order: { sequence, at: order.placedAt ?? time, currency, order: details },
      ...(step !== undefined && { [step]: { sequence, at: time, currency } }),
    },
  };
}

/** What a payment adds to its order. Null for events that move nothing. */
export function readPaymentEvent(event: PaymentEvent): Said | null {
  const { id, subject, sequence, time, data } = event;
  const { orderId, captured, refunded } = data.payment;
  const moved = (name: string, amountMinor: string): Said => ({
    id: orderId,
    kind: 'order',
    said: { [name]: { sequence, at: time, currency: captured.currency, amountMinor } },
  });
  switch (event.type) {
    case 'payments.payment.captured':
      return moved(`captured:${subject}`, captured.amountMinor);
    case 'payments.payment.refunded':
      return moved(`refund:${event.data.refundId ?? id}`, event.data.amount.amountMinor);
    case 'payments.payment.refund_failed':
      return moved(`refund_failed:${event.data.refundId}`, event.data.amount.amountMinor);
    case 'payments.payment.charged_back': {
      // An event of an early version took back all that was not refunded.
      const taken = event.data.amount ?? { amountMinor: (minor(captured) - minor(refunded)).toString() };
      return moved(`refund:${id}`, taken.amountMinor);
    }
    default:
      return null;
  }
}

/** Part of the amount in dispute that the buyer gets: the outcome `SPLIT` divides it. */
function lostMinor({ outcome, amount, refund }: DisputeEvent['data']['dispute']): bigint {
  if (outcome === 'BUYER') return minor(amount);
  if (outcome === 'SELLER') return 0n;
  return minor(refund) < minor(amount) ? minor(refund) : minor(amount);
}

export function readDisputeEvent({ subject, sequence, time, data: { dispute } }: DisputeEvent): Said {
  const about = { sequence, at: time, currency: dispute.amount.currency };
  return {
    id: dispute.orderId,
    kind: 'order',
    said: {
      [`dispute:${subject}`]: about,
      ...(dispute.outcome !== null && {
        [`dispute_end:${subject}`]: {
          ...about,
          amountMinor: lostMinor(dispute).toString(),
          ofMinor: dispute.amount.amountMinor,
        },
      }),
    },
  };
}
