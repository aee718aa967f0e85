import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { PaymentsServices } from '../services.ts';
import { endSubscriptionsOf, paysSubscriptions } from '../store/subscriptions.ts';

/**
 * Ends the monthly payments of a suspended user with the time that is paid for: they cannot sign in to end them. The provider gets
 * the end from the job that continues subscriptions. A reinstated user can take the end back until then. Users is asked whether the
 * suspension still stands, because the event may be old: this group has read the log from its beginning.
 */
export const onUserSuspended = (services: PaymentsServices): Consumer =>
  consumer({
    group: 'payments.user-suspended',
    on: usersUser,
    types: ['suspended'],
    handle: async ({ subject: userId, correlationId }) => {
      if (!(await paysSubscriptions(services.db, userId))) return;
      if (await services.users.isActive(userId, correlationId)) return;
      await endSubscriptionsOf(services.db, userId, services.now());
    },
  });
