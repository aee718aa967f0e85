import { type EventsOf, fulfilmentPackaging } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followEvent } from '../commands/follow-event.ts';
import { followFulfilment, type FulfilmentFact } from '../domain/follow-fulfilment.ts';
import type { OrdersServices } from '../services.ts';
import { group } from './group.ts';

function factOf(event: EventsOf<typeof fulfilmentPackaging>): FulfilmentFact | null {
  switch (event.type) {
    case 'fulfilment.packaging.started':
      return { kind: 'packagingStarted' };
    case 'fulfilment.packaging.completed':
      return {
        kind: 'packagingCompleted',
        packed: new Map(event.data.lines.map(({ lineId, packed }) => [lineId, packed])),
      };
    case 'fulfilment.packaging.failed':
      return { kind: 'packagingFailed', reason: event.data.reason };
    case 'fulfilment.packaging.cancelled':
      return { kind: 'packagingCancelled', reason: event.data.reason };
    default:
      return null;
  }
}

/** Moves the order `CONFIRMED → PACKAGING → PACKAGED | PACKAGING_FAILED`. A partial package lowers the total. */
export const onPackagingChanged = (services: OrdersServices): Consumer =>
  consumer({
    group,
    on: fulfilmentPackaging,
    types: ['started', 'completed', 'failed', 'cancelled'],
    async handle(event) {
      const fact = factOf(event);
      if (fact === null) return;
      await followEvent(services, { group, event, orderId: event.data.orderId }, (_, order) =>
        followFulfilment(order, fact, services.now()),
      );
    },
  });
