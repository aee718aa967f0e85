import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onLogInsRefused = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['log_ins_refused'],
    handle: (event) =>
      writeToPerson(services, event, event.subject, ({ firstName }) => ({
        template: 'log-ins-refused',
        data: { firstName },
      })),
  });
