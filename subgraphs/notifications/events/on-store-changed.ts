import { type EventsOf, usersStore } from '@soko/events';
import { consumer, onceOnly } from '@soko/outbox';
import { webhookGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { noteStore, noteStoreMember } from '../store/webhooks/known-stores.ts';
import type { Queryable } from '@soko/postgres';

type StoreEvent = EventsOf<typeof usersStore>;

async function follow(tx: Queryable, event: StoreEvent, now: Date): Promise<void> {
  const { subject: storeId, sequence } = event;
  switch (event.type) {
    case 'users.store.created':
    case 'users.store.updated': {
      const { name, status } = event.data;
      return noteStore(tx, { id: storeId, name, status }, { sequence, now });
    }
    case 'users.store.member_added':
    case 'users.store.member_role_changed':
    case 'users.store.member_removed': {
      const { userId, role } = event.data;
      const status = event.type === 'users.store.member_removed' ? 'REMOVED' : 'ACTIVE';
      return noteStoreMember(tx, { storeId, userId, role, status, sequence });
    }
    default:
      return;
  }
}

/** Keeps the names and statuses of stores, and the roles of their members, who manage webhook endpoints. */
export const onStoreChanged = ({ pool, now }: NotificationsServices) =>
  consumer({
    group: webhookGroup,
    on: usersStore,
    types: ['created', 'updated', 'member_added', 'member_role_changed', 'member_removed'],
    handle: (event) => onceOnly(pool, webhookGroup, event, (tx) => follow(tx, event, now())),
  });
