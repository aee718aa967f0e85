import { usersSeller } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onSellerApproved = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersSeller,
    types: ['approved'],
    handle: (event) => {
      const { userId, displayName, handle } = event.data;
      return writeToPerson(services, event, userId, ({ firstName }) => ({
        template: 'seller-approved',
        data: { firstName, displayName, handle },
      }));
    },
  });
