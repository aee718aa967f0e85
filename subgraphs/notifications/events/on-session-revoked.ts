import { usersSession } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

/** Warns only when a refresh token was reused. Other sessions end by the person's own act or with another message. */
export const onSessionRevoked = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersSession,
    types: ['revoked'],
    handle: async (event) => {
      if (event.data.reason !== 'REUSED') return;
      await writeToPerson(services, event, event.data.userId, ({ firstName }) => ({
        template: 'session-reused',
        data: { firstName },
      }));
    },
  });
