import { usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { type Consumer, consumer } from '@soko/outbox';
import { forgetCustomers } from '../commands/forget-customers.ts';
import type { PaymentsServices } from '../services.ts';
import { erasePayers } from '../store/erase-payers.ts';
import { forgetReasons } from '../store/funds-decisions.ts';
import { beginForgetting } from '../store/payment-customers.ts';

/**
 * Removes the saved payment methods of an erased user, here at once and at the providers, the phone numbers of their
 * deposits and withdrawals, and the reasons of decisions about their money. Payments stay.
 */
export const onUserErased = (services: PaymentsServices): Consumer =>
  consumer({
    group: 'payments.user-erased',
    on: usersUser,
    types: ['erased'],
    handle: async (event) => {
      await erasePayers(services.db, event.subject);
      await forgetReasons(services.db, event.subject);
      const vaults = [...services.providers.values()].filter(({ vault }) => vault !== null);
      const tombstones = vaults.map(({ name: provider }) => ({ id: newId('pcu'), provider }));
      await beginForgetting(services.pool, event.subject, tombstones, services.now());
      await forgetCustomers(services, event.subject);
    },
  });
