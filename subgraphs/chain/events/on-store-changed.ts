import { usersStore } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { ChainServices } from '../services.ts';
import { noteStore } from '../store/stores.ts';
import { group } from './group.ts';

/** Keeps the statuses of stores, and the quota of new ones. */
export const onStoreChanged = ({ pool }: Pick<ChainServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: usersStore,
    types: ['created', 'updated'],
    handle: ({ subject, sequence, data }) =>
      noteStore(
        pool,
        subject,
        { status: data.status, ...('mintQuota' in data ? { mintQuota: data.mintQuota } : {}) },
        sequence,
      ),
  });
