import { type EventsOf, ordersDispute, ordersReturn } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { noteSaleCase } from '../store/payouts/sale-cases.ts';

type Services = Pick<WalletsServices, 'pool'>;
type ReturnEvent = EventsOf<typeof ordersReturn>;

const group = 'wallets.sale-cases';

const endings: ReadonlySet<ReturnEvent['type']> = new Set([
  'orders.return.declined',
  'orders.return.refunded',
  'orders.return.refund_ended',
  'orders.return.cancelled',
]);

/** Keeps the money of an order out of payouts while it has an open return. */
export const onReturnChanged = ({ pool }: Services): Consumer =>
  consumer({
    group,
    on: ordersReturn,
    handle: ({ type, subject: caseId, sequence, time, data: { orderId } }) =>
      noteSaleCase(pool, {
        caseId,
        orderId,
        kind: 'RETURN',
        isOpen: !endings.has(type),
        at: new Date(time),
        sequence,
      }),
  });

/** Keeps the money of an order out of payouts while a dispute about it holds it. */
export const onDisputeChanged = ({ pool }: Services): Consumer =>
  consumer({
    group,
    on: ordersDispute,
    handle: ({ subject: caseId, sequence, time, data }) => {
      const { orderId, holdsMoney: isOpen } = data.dispute;
      return noteSaleCase(pool, { caseId, orderId, kind: 'DISPUTE', isOpen, at: new Date(time), sequence });
    },
  });
