import { fulfilmentStock } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followEvent } from '../commands/follow-event.ts';
import { advanceSaga } from '../domain/advance-saga.ts';
import type { OrdersServices } from '../services.ts';
import { group } from './group.ts';

/** Fails a purchase whose reservation expired before the payment was authorised. A paid purchase reserves again instead. */
export const onStockExpired = (services: OrdersServices): Consumer =>
  consumer({
    group,
    on: fulfilmentStock,
    types: ['expired'],
    handle: (event) =>
      followEvent(services, { group, event, orderId: event.data.orderId }, (before) => {
        if (before.saga.step !== 'AUTHORIZE') return null;
        const change = advanceSaga(before, { kind: 'late' }, services.now(), services.times);
        return { ...change, purchase: { before, checkout: change.checkout, saga: change.saga } };
      }),
  });
