import { walletsDeposit } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf, without } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

export const onDepositCompleted = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsDeposit,
    types: ['completed'],
    handle: (event) => {
      const { ownerId, ...deposit } = event.data.deposit;
      const excise = moneyOf(deposit.excise);
      return writeToPerson(services, event, ownerId, ({ firstName }) => ({
        template: 'deposit-received',
        data: { firstName, credited: without(moneyOf(deposit.amount), excise), excise },
      }));
    },
  });
