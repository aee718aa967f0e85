import { walletsDeposit } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

/** Who declined a prompt or a card knows it. Only money that arrived nevertheless needs a mail. */
export const onDepositFailed = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsDeposit,
    types: ['failed'],
    handle: async (event) => {
      const { deposit, received } = event.data;
      if (received === null) return;
      await writeToPerson(services, event, deposit.ownerId, ({ firstName }) => ({
        template: 'deposit-in-review',
        data: { firstName, received: moneyOf(received), amount: moneyOf(deposit.amount) },
      }));
    },
  });
