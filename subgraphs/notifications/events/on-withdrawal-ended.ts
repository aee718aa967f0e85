import { walletsWithdrawal } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf, without } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

/** A withdrawal that was never confirmed moved nothing, and brings no mail. */
const notConfirmed = 'not_confirmed';

export const onWithdrawalEnded = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsWithdrawal,
    types: ['completed', 'failed', 'under_review'],
    handle: async (event) => {
      const { ownerId, ...withdrawal } = event.data.withdrawal;
      const [amount, withholding] = [moneyOf(withdrawal.amount), moneyOf(withdrawal.withholding)];
      if ('code' in event.data && event.data.code === notConfirmed) return;
      const reason = 'reason' in event.data ? event.data.reason : null;
      await writeToPerson(services, event, ownerId, ({ firstName }) => {
        if (reason !== null) return { template: 'withdrawal-failed', data: { firstName, amount, reason } };
        if (withdrawal.status === 'UNDER_REVIEW')
          return { template: 'withdrawal-under-review', data: { firstName, amount } };
        return { template: 'withdrawal-paid', data: { firstName, paid: without(amount, withholding), withholding } };
      });
    },
  });
