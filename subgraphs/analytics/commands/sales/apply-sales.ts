import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import { type Cell, cellsOf, differenceOf, sumCells } from '../../domain/sales/cells.ts';
import { addChange, addOlderFacts, type OrderFacts, type SaleChange } from '../../domain/sales/order-facts.ts';
import { addToBuckets, type BucketChange } from '../../store/sales/buckets.ts';
import { lockBuilding, lockGenerations, type OpenGeneration, saveApplied } from '../../store/sales/generations.ts';
import { findSalesOrders, type SalesOrder, saveSalesOrders } from '../../store/sales/sales-orders.ts';

/** An event that the read model has to contain. */
export interface SaleNews {
  topic: string;
  time: string;
  /** Null for an event that changes no figure. */
  change: SaleChange | null;
}

/** The changes of one order, and the time of the newest. */
interface OrderNews {
  changes: SaleChange[];
  changedAt: string;
}

const later = (a: string | undefined, b: string): string => (a === undefined || a < b ? b : a);

function newsByOrder(news: readonly SaleNews[]): Map<string, OrderNews> {
  const byOrder = new Map<string, OrderNews>();
  for (const { change, time } of news) {
    if (change === null) continue;
    const known = byOrder.get(change.orderId) ?? { changes: [], changedAt: time };
    known.changes.push(change);
    known.changedAt = later(known.changedAt, time);
    byOrder.set(change.orderId, known);
  }
  return byOrder;
}

/** What changes of orders add to buckets: one entry for each bucket, in a fixed order. */
function bucketChanges(
  changed: readonly { facts: OrderFacts; before: readonly Cell[]; after: readonly Cell[] }[],
): BucketChange[] {
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

/** Adds changes to one generation, which is locked. */
async function applyChanges(tx: Queryable, generation: number, news: ReadonlyMap<string, OrderNews>): Promise<void> {
  const given = [...news].map(([orderId, { changes, changedAt }]) => ({
    orderId,
    changedAt,
    addTo: (facts: OrderFacts | null) => changes.reduce<OrderFacts | null>(addChange, facts)!,
  }));
  await changeOrders(tx, generation, given);
}

/** Changes the facts of orders, and adds the difference to the buckets. */
async function changeOrders(
  tx: Queryable,
  generation: number,
  given: readonly { orderId: string; changedAt: string; addTo(facts: OrderFacts | null): OrderFacts }[],
): Promise<void> {
  if (given.length === 0) return;
  const known = await findSalesOrders(
    tx,
    generation,
    given.map(({ orderId }) => orderId),
  );
  const changed = given.map(({ orderId, changedAt, addTo }) => {
    const facts = addTo(known.get(orderId)?.facts ?? null);
    return { orderId, facts, changedAt, before: known.get(orderId)?.cells ?? [], after: cellsOf(facts) };
  });
  const orders = changed.map(({ after, ...rest }): SalesOrder => ({ ...rest, cells: after }));
  await saveSalesOrders(tx, generation, orders);
  await addToBuckets(tx, generation, bucketChanges(changed));
}

function appliedAfter(applied: OpenGeneration['applied'], news: readonly SaleNews[]): Record<string, string> {
  const after: Record<string, string> = { ...applied };
  for (const { topic, time } of news) after[topic] = later(after[topic], time);
  return after;
}

/**
 * Adds events to the sales of sellers, in one transaction: to the generation that answers, and to one that is being built. The
 * same event again changes nothing.
 */
export const applySales = (pool: pg.Pool, news: readonly SaleNews[]): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const byOrder = newsByOrder(news);
    for (const { generation, applied } of await lockGenerations(tx)) {
      await applyChanges(tx, generation, byOrder);
      await saveApplied(tx, { generation, applied: appliedAfter(applied, news) });
    }
  });

/** Adds events to a generation that is being built alone. False when another one has taken its place. */
export const applyToBuilding = (pool: pg.Pool, generation: number, news: readonly SaleNews[]): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    if (!(await lockBuilding(tx, generation))) return false;
    await applyChanges(tx, generation, newsByOrder(news));
    return true;
  });

/** Adds orders of the time before the record to a generation that is being built. False when another one has taken its place. */
export const addOldOrders = (
  pool: pg.Pool,
  generation: number,
  orders: readonly Omit<SalesOrder, 'cells'>[],
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    if (!(await lockBuilding(tx, generation))) return false;
    const given = orders.map(({ orderId, changedAt, facts }) => ({
      orderId,
      changedAt,
      addTo: (known: OrderFacts | null) => addOlderFacts(known, facts),
    }));
    await changeOrders(tx, generation, given);
    return true;
  });
