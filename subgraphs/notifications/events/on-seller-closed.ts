import { usersSeller } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onSellerClosed = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersSeller,
    types: ['closed'],
    handle: (event) => {
      const { userId, displayName, reason } = event.data;
      return writeToPerson(services, event, userId, ({ firstName }) => ({
        template: 'seller-closed',
        data: { firstName, displayName, reason },
      }));
    },
  });
