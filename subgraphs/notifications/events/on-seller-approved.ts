import { usersSeller } from '@soko/events';
import { consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { writeToPerson } from './write-to-person.ts';

export const onSellerApproved = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersSeller,
    types: ['approved'],
    handle: (event) => {
      const { userId, displayName, handle } = event.data;
      return writeToPerson(deps, event, userId, ({ firstName }) => ({
        template: 'seller-approved',
        data: { firstName, displayName, handle },
      }));
    },
  });
