import { type Cell, cellsOf, differenceOf, sumCells } from '../../domain/sales/cells.ts';
import { createCheck } from '../../domain/read-event.ts';
import { addChange, addOlderFacts, type OrderFacts, type SaleChange } from '../../domain/sales/order-facts.ts';
import { readSaleEvent, type SaleEvent, saleTopics } from '../../domain/sales/read-sale-event.ts';
import { addToBuckets, type BucketChange } from '../../store/sales/buckets.ts';
import { findSalesOrders, readOldOrders, saveSalesOrders } from '../../store/sales/sales-orders.ts';
import { salesTables } from '../../store/sales/tables.ts';
import type { FactsChange, ReadModel } from '../read-models/read-model.ts';

/** What changes of orders add to buckets: one entry for each bucket, in a fixed order. */
function bucketChanges(changed: readonly FactsChange<OrderFacts, Cell>[]): BucketChange[] {
  const owners = new Map<string, { sellerId: string; currency: string; cells: Cell[] }>();
  for (const { facts, before, after } of changed) {
    const { sellerId, currency } = facts;
    const key = `${sellerId} ${currency}`;
    const owner = owners.get(key) ?? { sellerId, currency, cells: [] };
    owner.cells.push(...differenceOf(before, after));
    owners.set(key, owner);
  }
  return [...owners.values()].flatMap(({ sellerId, currency, cells }) =>
    sumCells(cells).map((cell) => ({ ...cell, sellerId, currency })),
  );
}

/** The sales of sellers. */
export const salesModel: ReadModel<SaleChange, OrderFacts, Cell> = {
  ...salesTables,
  topics: saleTopics,
  check: createCheck(saleTopics),
  read(event) {
    const change = readSaleEvent(event as SaleEvent);
    return change === null ? null : { id: change.orderId, change };
  },
  add: addChange,
  addOlder: addOlderFacts,
  cellsOf,
  find: findSalesOrders,
  save: saveSalesOrders,
  addToSums: (tx, generation, changes) => addToBuckets(tx, generation, bucketChanges(changes)),
  readOld: readOldOrders,
};
