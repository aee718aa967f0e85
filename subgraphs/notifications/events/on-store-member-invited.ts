import { usersStore } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { openSeal } from './open-seal.ts';

export const onStoreMemberInvited = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersStore,
    types: ['member_invited'],
    handle: async (event) => {
      const { email, locale, storeName, role } = event.data;
      const expiresAt = new Date(event.data.expiresAt);
      const token = openSeal(deps.sealKey, 'store-invitation', event.data.token);
      const data = { storeName, role, token, expiresAt };
      await composeMessages(deps, event, [
        { template: 'store-invitation', data, channel: 'EMAIL', to: email, userId: null, locale, expiresAt },
      ]);
    },
  });
