import { usersSeller } from '@soko/events';
import { consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { writeToPerson } from './write-to-person.ts';

export const onSellerReinstated = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersSeller,
    types: ['reinstated'],
    handle: (event) => {
      const { userId, displayName } = event.data;
      return writeToPerson(deps, event, userId, ({ firstName }) => ({
        template: 'seller-reinstated',
        data: { firstName, displayName },
      }));
    },
  });
