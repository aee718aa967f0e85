import { ordersOrder, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { mintSold } from '../commands/mint-sold.ts';
import type { ChainServices } from '../services.ts';
import { group } from './group.ts';

const charged = new Set(['CAPTURED', 'PARTIALLY_CAPTURED']);

/** Statuses of an order that is not confirmed yet, although a method without holds has taken the money. */
const early = new Set(['PENDING', 'RESERVED']);

/** Mints the tokens of an order once it is confirmed and charged. A repeat changes nothing, so no inbox is needed. */
export const onOrderCharged = (services: Pick<ChainServices, 'pool' | 'now' | 'sealKeys'>): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['payment_changed'],
    async handle(event) {
      const { order, paymentStatus } = event.data;
      if (!charged.has(paymentStatus) || early.has(order.status)) return;
      if (!order.lines.some(({ type }) => type === 'NFT')) return;
      const { buyerId } = order;
      await mintSold(services, { orderId: event.subject, buyerId }, trailOf(event, 'chain', services.now));
    },
  });
