import {
  chainClaim,
  chainMint,
  notificationsDelivery,
  ordersDispute,
  ordersOrder,
  paymentsPayment,
  walletsBet,
  walletsDeposit,
  walletsPayout,
} from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { businessModel } from '../commands/business/business-model.ts';
import { createHandlers } from '../commands/read-models/create-handlers.ts';
import type { AnalyticsServices } from '../services.ts';

/** Keeps the figures of the platform and of stores: orders, payments, disputes, bets, deposits, payouts, mints, claims and messages. */
export function onBusinessChanged({ pool }: Pick<AnalyticsServices, 'pool'>, group: string): readonly Consumer[] {
  const handlers = createHandlers(pool, businessModel);
  return [
    consumer({ group, on: ordersOrder, ...handlers }),
    consumer({ group, on: paymentsPayment, ...handlers }),
    consumer({ group, on: ordersDispute, ...handlers }),
    consumer({ group, on: walletsBet, ...handlers }),
    consumer({ group, on: walletsPayout, ...handlers }),
    consumer({ group, on: walletsDeposit, ...handlers }),
    consumer({ group, on: chainMint, ...handlers }),
    consumer({ group, on: chainClaim, ...handlers }),
    consumer({ group, on: notificationsDelivery, ...handlers }),
  ];
}
