import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { forgetPerson } from '../commands/forget-person.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

export const onUserErased = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: ({ subject, sequence }) => forgetPerson(deps, { userId: subject, version: sequence }),
  });
