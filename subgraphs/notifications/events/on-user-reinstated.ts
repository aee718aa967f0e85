import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { writeToPerson } from './write-to-person.ts';

export const onUserReinstated = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersUser,
    types: ['reinstated'],
    handle: (event) =>
      writeToPerson(deps, event, event.subject, ({ firstName }) => ({
        template: 'account-reinstated',
        data: { firstName },
      })),
  });
