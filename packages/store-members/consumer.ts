import { usersStore } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { noteStoreMember } from './note-store-member.ts';

/** Keeps the teams of stores in the table `store_member`. Repeated and older events change nothing. */
export const storeMemberConsumer = ({ group, pool }: { group: string; pool: Queryable }): Consumer =>
  consumer({
    group,
    on: usersStore,
    types: ['member_added', 'member_role_changed', 'member_removed'],
    handle: ({ type, subject: storeId, sequence, data: { userId, role } }) => {
      const status = type === 'users.store.member_removed' ? 'REMOVED' : 'ACTIVE';
      return noteStoreMember(pool, { storeId, userId, role, status, sequence });
    },
  });
