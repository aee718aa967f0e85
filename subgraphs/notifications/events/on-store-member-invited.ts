import { usersStore } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { openSeal } from './open-seal.ts';

export const onStoreMemberInvited = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersStore,
    types: ['member_invited'],
    handle: async (event) => {
      const { email, locale, storeName, role } = event.data;
      const expiresAt = new Date(event.data.expiresAt);
      const token = openSeal(services.sealKeys, 'store-invitation', event.data.token);
      const data = { storeName, role, token, expiresAt };
      await composeMessages(services, event, [
        { template: 'store-invitation', data, channel: 'EMAIL', to: email, userId: null, locale, expiresAt },
      ]);
    },
  });
