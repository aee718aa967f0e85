import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

export const onDataExportFailed = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['data_export_failed'],
    handle: (event) =>
      writeToPerson(services, event, event.subject, ({ firstName }) => ({
        template: 'data-export-failed',
        data: { firstName },
      })),
  });
