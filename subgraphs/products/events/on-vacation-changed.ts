import { ordersVacation } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { noteVacation } from '../store/known-vacations.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Adverts of sellers on vacation are not shown. A repeat changes nothing, so no inbox is needed. */
export const onVacationChanged = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: ordersVacation,
    handle: ({ type, subject, sequence, data }) =>
      noteVacation(pool, {
        sellerId: subject,
        since: type === 'orders.vacation.ended' ? null : new Date(data.since),
        until: data.until === null ? null : new Date(data.until),
        sequence,
      }),
  });
