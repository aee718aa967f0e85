import { usersSeller } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onSellerSuspended = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersSeller,
    types: ['suspended'],
    handle: (event) => {
      const { userId, displayName, reason } = event.data;
      return writeToPerson(services, event, userId, ({ firstName }) => ({
        template: 'seller-suspended',
        data: { firstName, displayName, reason },
      }));
    },
  });
