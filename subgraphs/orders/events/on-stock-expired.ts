import { fulfilmentStock } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followEvent } from '../commands/follow-event.ts';
import { advanceSaga } from '../domain/advance-saga.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** A reservation ran out while nobody could pay: the purchase is over. Once it is paid for it is reserved once more instead. */
export const onStockExpired = (deps: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: fulfilmentStock,
    types: ['expired'],
    handle: (event) =>
      followEvent(deps, { group, event, orderId: event.data.orderId }, (before) => {
        if (before.saga.step !== 'AUTHORIZE') return null;
        const change = advanceSaga(before, { kind: 'late' }, deps.now(), deps.times);
        return { ...change, purchase: { before, checkout: change.checkout, saga: change.saga } };
      }),
  });
