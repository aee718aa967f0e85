import { usersSession } from '@soko/events';
import { consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { writeToPerson } from './write-to-person.ts';

/** Only a session that ended because its key was used twice is worth a warning; the rest the person did or is told. */
export const onSessionRevoked = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersSession,
    types: ['revoked'],
    handle: async (event) => {
      if (event.data.reason !== 'REUSED') return;
      await writeToPerson(deps, event, event.data.userId, ({ firstName }) => ({
        template: 'session-reused',
        data: { firstName },
      }));
    },
  });
