import type { Consumer } from '@soko/outbox';
import { storeMemberConsumer } from '@soko/store-members';
import { webhookGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

/** Keeps the roles of the members of stores, who manage webhook endpoints. */
export const onStoreMemberChanged = ({ pool }: NotificationsServices): Consumer =>
  storeMemberConsumer({ group: webhookGroup, pool });
