import { usersStore } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { ChainServices } from '../services.ts';
import { noteStore } from '../store/stores.ts';
import { group } from './group.ts';

/** Keeps the number of mints that the plan of a store includes. */
export const onStorePlanChanged = ({ pool }: Pick<ChainServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: usersStore,
    types: ['plan_changed'],
    handle: ({ subject, sequence, data: { mintQuota } }) => noteStore(pool, subject, { mintQuota }, sequence),
  });
