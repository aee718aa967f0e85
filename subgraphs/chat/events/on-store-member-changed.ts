import { usersStore } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { ChatServices } from '../services.ts';
import { noteStoreMember } from '../store/known-teams.ts';
import { group } from './group.ts';

/** Saves who is in the team of a store, and answers for it. Older events change nothing. */
export const onStoreMemberChanged = ({ pool }: Pick<ChatServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: usersStore,
    types: ['member_added', 'member_role_changed', 'member_removed'],
    handle: (event) => {
      const { userId, role } = event.data;
      const status = event.type === 'users.store.member_removed' ? 'REMOVED' : 'ACTIVE';
      return noteStoreMember(pool, { storeId: event.subject, userId, role, status, sequence: event.sequence });
    },
  });
