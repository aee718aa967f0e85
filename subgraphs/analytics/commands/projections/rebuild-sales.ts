import type { EventBus } from '@soko/event-bus';
import { ordersOrder } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { readRecordedSale, readSaleEvent, saleTopics } from '../../domain/sales/read-sale-event.ts';
import { readTopic, type RecordedEvent } from '../../store/event-records.ts';
import { findGroupOf } from '../../store/projections.ts';
import { readOldOrders, type SalesOrder } from '../../store/sales/sales-orders.ts';
import { beginGeneration, lockBuilding, lockGenerations, swapGenerations } from '../../store/sales/generations.ts';
import { addOldOrders, applyToBuilding, type SaleNews } from '../sales/apply-sales.ts';

/** The record of events does not follow the log, or another rebuild began. `message` is for people. */
export class CannotRebuild extends Error {
  override readonly name = 'CannotRebuild';
}

const superseded = () => new CannotRebuild('Another rebuild began meanwhile. It goes on; this one has ended.');

export interface RebuildOptions {
  pool: pg.Pool;
  bus: Pick<EventBus, 'waitForGroup'>;
  now: () => Date;
  /** Time to wait until the record has what is in the log, in milliseconds. */
  timeoutMs?: number;
  /** Called after each batch with the number of events so far. */
  onProgress?: (events: number) => void;
}

export interface Rebuilt {
  generation: number;
  events: number;
  /** Events whose data does not fit their schema. Their consumers parked them. */
  leftOut: number;
  /** Orders that are older than the record, and were taken over from the generation before. */
  takenOver: number;
}

const batchSize = 1_000;

/** What a recorded event says. Undefined when its data does not fit. */
function newsOf(topic: string, recorded: RecordedEvent): SaleNews | undefined {
  const time = recorded.time.toISOString();
  const event = readRecordedSale({ ...recorded, time });
  return event === null ? undefined : { topic, time, change: readSaleEvent(event) };
}

/** Adds the events of a topic to a generation. Returns how many there were, and how many were left out. */
async function addTopic(
  { pool, onProgress }: RebuildOptions,
  generation: number,
  topic: string,
  before: number,
): Promise<{ events: number; leftOut: number }> {
  let [events, leftOut] = [0, 0];
  let after: RecordedEvent | null = null;
  for (;;) {
    const recorded: RecordedEvent[] = await readTopic(pool, topic, after, batchSize);
    const news = recorded.map((event) => newsOf(topic, event)).filter((each) => each !== undefined);
    if (news.length > 0 && !(await applyToBuilding(pool, generation, news))) throw superseded();
    events += recorded.length;
    leftOut += recorded.length - news.length;
    onProgress?.(before + events);
    if (recorded.length < batchSize) return { events, leftOut };
    after = recorded.at(-1)!;
  }
}

/** Takes over the orders that are older than the record. Returns their number. */
async function takeOver({ pool }: RebuildOptions, generation: number, oldest: Date): Promise<number> {
  let [count, after] = [0, ''];
  for (;;) {
    const orders: Omit<SalesOrder, 'cells'>[] = await readOldOrders(pool, oldest, after, batchSize);
    if (orders.length > 0 && !(await addOldOrders(pool, generation, orders))) throw superseded();
    count += orders.length;
    if (orders.length < batchSize) return count;
    after = orders.at(-1)!.orderId;
  }
}

/**
 * Builds the sales of sellers again from the record of events, beside the generation that answers. From its beginning on, the new
 * generation gets every event that arrives. What arrived before is in the record once its group has passed the end of the log, so
 * that nothing is missed between the two; what comes twice changes nothing. Orders from
 * before the record are taken over as they are. At the end the new generation takes the old one's place.
 */
export async function rebuildSales(options: RebuildOptions): Promise<Rebuilt> {
  const { pool, bus, now, timeoutMs = 60_000 } = options;
  const generation = await inTransaction(pool, (tx) => beginGeneration(tx, now()));
  const topics = saleTopics.map(({ name }) => name);
  const group = await findGroupOf(pool, 'event_records');
  if (group === null || !(await bus.waitForGroup({ group, topics, timeoutMs })))
    throw new CannotRebuild('The record of events does not follow the event log. Start Soko, and run this again.');
  let [events, leftOut] = [0, 0];
  for (const topic of topics) {
    const added = await addTopic(options, generation, topic, events);
    events += added.events;
    leftOut += added.leftOut;
  }
  const [oldest] = await readTopic(pool, ordersOrder.name, null, 1);
  const takenOver = await takeOver(options, generation, oldest?.time ?? now());
  await inTransaction(pool, async (tx) => {
    // In the order of the writers.
    await lockGenerations(tx);
    if (!(await lockBuilding(tx, generation))) throw superseded();
    await swapGenerations(tx, generation, now());
  });
  return { generation, events, leftOut, takenOver };
}
