import { chainKeyExport } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onKeyExported = (services: NotificationsServices) =>
  consumer({
    group,
    on: chainKeyExport,
    types: ['exported'],
    handle: (event) =>
      writeToPerson(services, event, event.data.userId, ({ firstName }) => ({
        template: 'wallet-key-exported',
        data: { firstName, at: new Date(event.time) },
      })),
  });
