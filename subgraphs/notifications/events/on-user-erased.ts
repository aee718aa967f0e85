import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { forgetPerson } from '../commands/forget-person.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

export const onUserErased = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: ({ subject, sequence }) => forgetPerson(services, { userId: subject, version: sequence }),
  });
