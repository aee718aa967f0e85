import type { EventBus } from '@soko/event-bus';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { readTopic, type RecordedEvent } from '../../store/event-records.ts';
import { findGroupOf } from '../../store/projections.ts';
import { beginGeneration, lockBuilding, lockGenerations, swapGenerations } from '../../store/generations.ts';
import { addOldFacts, applyToBuilding, type News } from './apply.ts';
import type { ReadModel } from './read-model.ts';

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
  /** Orders, bets, payouts and mints that are older than the record, and were taken over from the generation before. */
  takenOver: number;
}

const batchSize = 1_000;

/** What a recorded event says. Undefined when its data does not fit. */
function newsOf<Change>(model: ReadModel<Change>, topic: string, recorded: RecordedEvent): News<Change> | undefined {
  const time = recorded.time.toISOString();
  const event = model.check({ ...recorded, time });
  return event === null ? undefined : { topic, time, said: model.read(event) };
}

/** Adds the events of a topic to a generation. Returns how many there were, and how many were left out. */
async function addTopic<Change, Facts, Cell>(
  { pool, onProgress }: RebuildOptions,
  model: ReadModel<Change, Facts, Cell>,
  generation: number,
  topic: string,
  before: number,
): Promise<{ events: number; leftOut: number }> {
  let [events, leftOut] = [0, 0];
  let after: RecordedEvent | null = null;
  for (;;) {
    const recorded: RecordedEvent[] = await readTopic(pool, topic, after, batchSize);
    const news = recorded.map((event) => newsOf(model, topic, event)).filter((each) => each !== undefined);
    if (news.length > 0 && !(await applyToBuilding(pool, model, generation, news))) throw superseded();
    events += recorded.length;
    leftOut += recorded.length - news.length;
    onProgress?.(before + events);
    if (recorded.length < batchSize) return { events, leftOut };
    after = recorded.at(-1)!;
  }
}

/** Takes over what is older than the record. Returns how many there were. */
async function takeOver<Change, Facts, Cell>(
  { pool }: RebuildOptions,
  model: ReadModel<Change, Facts, Cell>,
  generation: number,
  oldest: Date,
): Promise<number> {
  let [count, after] = [0, ''];
  for (;;) {
    const old = await model.readOld(pool, oldest, after, batchSize);
    if (old.length > 0 && !(await addOldFacts(pool, model, generation, old))) throw superseded();
    count += old.length;
    if (old.length < batchSize) return count;
    after = old.at(-1)!.id;
  }
}

/** Time of the oldest event of any of the topics in the record. */
async function oldestOf(pool: pg.Pool, topics: readonly string[]): Promise<Date | null> {
  const first = await Promise.all(topics.map((topic) => readTopic(pool, topic, null, 1)));
  const times = first.flat().map(({ time }) => time.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/**
 * Builds a read model again from the record of events, beside the generation that answers. From its beginning on, the new
 * generation gets every event that arrives. What arrived before is in the record once its group has passed the end of the log, so
 * that nothing is missed between the two; what comes twice changes nothing. What is older than the record is taken over as it is.
 * At the end the new generation takes the old one's place.
 */
export async function rebuild<Change, Facts, Cell>(
  model: ReadModel<Change, Facts, Cell>,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const { pool, bus, now, timeoutMs = 60_000 } = options;
  const generation = await inTransaction(pool, (tx) => beginGeneration(tx, model.name, now()));
  const topics = model.topics.map(({ name }) => name);
  const group = await findGroupOf(pool, 'event_records');
  if (group === null || !(await bus.waitForGroup({ group, topics, timeoutMs })))
    throw new CannotRebuild('The record of events does not follow the event log. Start Soko, and run this again.');
  let [events, leftOut] = [0, 0];
  for (const topic of topics) {
    const added = await addTopic(options, model, generation, topic, events);
    events += added.events;
    leftOut += added.leftOut;
  }
  const takenOver = await takeOver(options, model, generation, (await oldestOf(pool, topics)) ?? now());
  await inTransaction(pool, async (tx) => {
    // In the order of the writers.
    await lockGenerations(tx, model.name);
    if (!(await lockBuilding(tx, model.name, generation))) throw superseded();
    await swapGenerations(tx, model.name, generation, now());
  });
  return { generation, events, leftOut, takenOver };
}
