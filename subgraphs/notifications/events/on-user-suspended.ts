import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onUserSuspended = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['suspended'],
    handle: (event) =>
      writeToPerson(services, event, event.subject, ({ firstName }) => ({
        template: 'account-suspended',
        data: { firstName, reason: event.data.reason },
      })),
  });
