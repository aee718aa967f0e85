import { usersSeller } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onSellerReinstated = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersSeller,
    types: ['reinstated'],
    handle: (event) => {
      const { userId, displayName } = event.data;
      return writeToPerson(services, event, userId, ({ firstName }) => ({
        template: 'seller-reinstated',
        data: { firstName, displayName },
      }));
    },
  });
