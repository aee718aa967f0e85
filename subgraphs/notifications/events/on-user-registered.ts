import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Nothing is written yet but the code: who typed the address may not be who reads it. */
export const onUserRegistered = ({ contacts }: ConsumerDeps) =>
  consumer({
    group,
    on: usersUser,
    types: ['registered'],
    handle: async ({ subject, sequence, data: { email, firstName, locale } }) =>
      contacts.save({ userId: subject, email, firstName, locale }, sequence),
  });
