import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';
import { mailTo } from './write-to-person.ts';

/** The owner of the address until now is told: whoever took the account over would not tell them. */
export const onContactChanged = (deps: ConsumerDeps) =>
  consumer({
    group,
    on: usersUser,
    types: ['contact_changed'],
    handle: async (event) => {
      const { email, previousEmail, firstName, locale } = event.data;
      const userId = event.subject;
      await deps.contacts.save({ userId, email, firstName, locale }, event.sequence);
      if (previousEmail === null || previousEmail === email) return;
      const before = { userId, email: previousEmail, locale };
      await composeMessages(deps, event, [mailTo(before, { template: 'email-changed', data: { firstName, email } })]);
    },
  });
