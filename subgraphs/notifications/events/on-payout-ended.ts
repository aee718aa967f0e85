import { paymentsPayoutAccount, walletsPayout } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

/** The seller knows: they changed the payout method, or were notified of their suspension. */
const known: readonly string[] = ['payout_method_changed', 'seller_not_active'];

export const onPayoutEnded = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsPayout,
    types: ['paid', 'failed', 'returned'],
    handle: async (event) => {
      const { userId, kind, amount: paid } = event.data.payout;
      const amount = moneyOf(paid);
      if ('code' in event.data && known.includes(event.data.code)) return;
      const reason = 'reason' in event.data ? event.data.reason : null;
      const needsNewMethod = 'needsNewMethod' in event.data && event.data.needsNewMethod === true;
      const isBack = event.type === 'wallets.payout.returned';
      await writeToPerson(services, event, userId, ({ firstName }) =>
        reason === null
          ? { template: 'payout-paid', data: { firstName, amount, kind } }
          : { template: 'payout-failed', data: { firstName, amount, reason, isBack, needsNewMethod } },
      );
    },
  });

export const onPayoutAccountDisabled = (services: NotificationsServices) =>
  consumer({
    group,
    on: paymentsPayoutAccount,
    types: ['disabled'],
    handle: (event) =>
      writeToPerson(services, event, event.data.userId, ({ firstName }) => ({
        template: 'payout-account-disabled',
        data: { firstName },
      })),
  });
