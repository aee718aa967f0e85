import { usersSeller } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { noteSeller } from '../store/known-sellers.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Who sells as whom, so that sellers find what they sold. What is older than what is known changes nothing. */
export const onSellerChanged = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: usersSeller,
    handle: (event) => noteSeller(pool, { id: event.subject, userId: event.data.userId, sequence: event.sequence }),
  });
