import { ordersDispute, ordersOrder, ordersReturn, paymentsPayment, walletsSale } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { createHandlers } from '../commands/read-models/create-handlers.ts';
import { salesModel } from '../commands/sales/sales-model.ts';
import type { AnalyticsServices } from '../services.ts';

/** Keeps the sales of sellers: every event of their orders, payments, returns, disputes and postings. */
export function onSaleChanged({ pool }: Pick<AnalyticsServices, 'pool'>, group: string): readonly Consumer[] {
  const handlers = createHandlers(pool, salesModel);
  return [
    consumer({ group, on: ordersOrder, ...handlers }),
    consumer({ group, on: paymentsPayment, ...handlers }),
    consumer({ group, on: ordersReturn, ...handlers }),
    consumer({ group, on: ordersDispute, ...handlers }),
    consumer({ group, on: walletsSale, ...handlers }),
  ];
}
