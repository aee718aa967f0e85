import { usersStore } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { noteStoreMember } from '../store/known-store-members.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Administrators and members of a store manage its products. */
export const onStoreMemberChanged = ({ pool }: ConsumerDeps): Consumer =>
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
