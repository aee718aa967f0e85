import { usersSeller } from '@soko/events';
import { consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { writeToPerson } from './write-to-person.ts';

export const onSellerClosed = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersSeller,
    types: ['closed'],
    handle: (event) => {
      const { userId, displayName, reason } = event.data;
      return writeToPerson(deps, event, userId, ({ firstName }) => ({
        template: 'seller-closed',
        data: { firstName, displayName, reason },
      }));
    },
  });
