import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onUserVerified = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['verified'],
    handle: (event) =>
      writeToPerson(services, event, event.subject, ({ firstName }) => ({ template: 'welcome', data: { firstName } })),
  });
