import { usersStore } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import type { FulfilmentServices } from '../services.ts';
import { noteStoreMember } from '../store/known-sellers.ts';
import { group } from './group.ts';

/** Keeps the members of each store, since administrators and members manage its stock. */
export const onStoreMemberChanged = ({ pool }: FulfilmentServices): Consumer =>
  consumer({
    group,
    on: usersStore,
    types: ['member_added', 'member_role_changed', 'member_removed'],
    handle: (event) =>
      onceOnly(pool, group, event, (client) => {
        const { userId, role } = event.data;
        const status = event.type === 'users.store.member_removed' ? 'REMOVED' : 'ACTIVE';
        return noteStoreMember(client, { storeId: event.subject, userId, role, status, sequence: event.sequence });
      }),
  });
