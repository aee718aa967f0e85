import { usersStore } from '@soko/events';
import { consumer, onceOnly } from '@soko/outbox';
import { webhookGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { noteStore } from '../store/webhooks/known-stores.ts';

/** Keeps the names and statuses of stores, whose members manage webhook endpoints. */
export const onStoreChanged = ({ pool, now }: NotificationsServices) =>
  consumer({
    group: webhookGroup,
    on: usersStore,
    types: ['created', 'updated'],
    handle: (event) =>
      onceOnly(pool, webhookGroup, event, (tx) => {
        const { name, status } = event.data;
        return noteStore(tx, { id: event.subject, name, status }, { sequence: event.sequence, now: now() });
      }),
  });
