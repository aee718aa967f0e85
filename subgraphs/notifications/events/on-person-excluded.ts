import { walletsGaming } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onPersonExcluded = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsGaming,
    types: ['excluded'],
    handle: (event) => {
      const { kind, by, until } = event.data;
      return writeToPerson(services, event, event.subject, ({ firstName }) => ({
        template: 'excluded',
        data: { firstName, kind, by, until: until === null ? null : new Date(until) },
      }));
    },
  });
