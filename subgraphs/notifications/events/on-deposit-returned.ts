import { walletsDeposit } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

/** A chargeback or a refund at the provider takes money out of the wallet. */
export const onDepositReturned = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsDeposit,
    types: ['returned'],
    handle: (event) => {
      const { deposit, returned, debt } = event.data;
      return writeToPerson(services, event, deposit.ownerId, ({ firstName }) => ({
        template: 'deposit-returned',
        data: { firstName, returned: moneyOf(returned), debt: moneyOf(debt) },
      }));
    },
  });
