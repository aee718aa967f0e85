import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { findContact } from '../store/contacts.ts';
import { openSeal } from './open-seal.ts';

export const onDataExportReady = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['data_export_ready'],
    handle: async (event) => {
      const { email, locale } = event.data;
      const contact = await findContact(services.db, event.subject);
      const expiresAt = new Date(event.data.expiresAt);
      const data = { downloadUrl: openSeal(services.sealKeys, 'data-export', event.data.downloadUrl), expiresAt };
      await composeMessages(services, event, [
        {
          template: 'data-export-ready',
          data,
          channel: 'EMAIL',
          to: email,
          userId: event.subject,
          locale,
          timeZone: contact?.timeZone ?? null,
          expiresAt,
        },
      ]);
    },
  });
