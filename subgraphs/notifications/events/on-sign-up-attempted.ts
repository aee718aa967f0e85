import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { mailTo } from './write-to-person.ts';

export const onSignUpAttempted = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersUser,
    types: ['sign_up_attempted'],
    handle: async (event) => {
      const { firstName, ...reader } = event.data;
      const contact = { userId: event.subject, ...reader };
      await composeMessages(deps, event, [mailTo(contact, { template: 'sign-up-attempted', data: { firstName } })]);
    },
  });
