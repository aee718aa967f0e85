import { usersStore } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { OrdersServices } from '../services.ts';
import { noteStoreMember } from '../store/offers/people.ts';

/** Saves the team of each store, which answers price offers for the store's products. Older events change nothing. */
export const onStoreMemberChanged = ({ pool }: OrdersServices): Consumer =>
  consumer({
    group: 'orders.offers',
    on: usersStore,
    types: ['member_added', 'member_role_changed', 'member_removed'],
    handle: ({ type, subject: storeId, sequence, data: { userId, role } }) => {
      const status = type === 'users.store.member_removed' ? 'REMOVED' : 'ACTIVE';
      return noteStoreMember(pool, { storeId, userId, role, status, sequence });
    },
  });
