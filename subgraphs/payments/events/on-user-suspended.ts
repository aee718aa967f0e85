import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { PaymentsServices } from '../services.ts';
import { endSubscriptionsOf } from '../store/subscriptions.ts';

/**
 * Ends the monthly payments of a suspended user with the time that is paid for: they cannot sign in to end them. The provider gets
 * the end from the job that continues subscriptions. A reinstated user can take the end back until then.
 */
export const onUserSuspended = (services: PaymentsServices): Consumer =>
  consumer({
    group: 'payments.user-suspended',
    on: usersUser,
    types: ['suspended'],
    handle: (event) => endSubscriptionsOf(services.db, event.subject, services.now()),
  });
