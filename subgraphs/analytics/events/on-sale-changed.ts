import { ordersDispute, ordersOrder, ordersReturn, paymentsPayment, topicOf, walletsSale } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { applySales, type SaleNews } from '../commands/sales/apply-sales.ts';
import { createBatchWriter } from '../commands/create-batch-writer.ts';
import { readSaleEvent, type SaleEvent } from '../domain/sales/read-sale-event.ts';
import type { AnalyticsServices } from '../services.ts';

/** Keeps the sales of sellers: every event of their orders, payments, returns, disputes and postings. */
export function onSaleChanged({ pool }: Pick<AnalyticsServices, 'pool'>, group: string): readonly Consumer[] {
  const apply = createBatchWriter<SaleNews>((news) => applySales(pool, news));
  const handle = (event: SaleEvent): Promise<void> =>
    apply({ topic: topicOf(event.type), time: event.time, change: readSaleEvent(event) });
  const handleMany = async (events: readonly SaleEvent[]): Promise<void> =>
    void (await Promise.all(events.map(handle)));
  return [
    consumer({ group, on: ordersOrder, handle, handleMany }),
    consumer({ group, on: paymentsPayment, handle, handleMany }),
    consumer({ group, on: ordersReturn, handle, handleMany }),
    consumer({ group, on: ordersDispute, handle, handleMany }),
    consumer({ group, on: walletsSale, handle, handleMany }),
  ];
}
