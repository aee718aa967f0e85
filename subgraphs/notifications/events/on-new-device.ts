import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onNewDevice = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['logged_in_with_new_device'],
    handle: (event) =>
      writeToPerson(services, event, event.subject, ({ firstName }) => ({
        template: 'new-device',
        data: { firstName, device: event.data.device, at: new Date(event.time) },
      })),
  });
