import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import { lockBuilding, lockGenerations, type OpenGeneration, saveApplied } from '../../store/generations.ts';
import type { ChangedFacts, ReadModel } from './read-model.ts';

/** An event that a read model has to contain. */
export interface News<Change> {
  topic: string;
  time: string;
  /** Null for an event that changes no figure. */
  said: { id: string; change: Change } | null;
}

/** The changes of one aggregate, and the time of the newest. */
interface AggregateNews<Change> {
  changes: Change[];
  changedAt: string;
}

const later = (a: string | undefined, b: string): string => (a === undefined || a < b ? b : a);

function newsByAggregate<Change>(news: readonly News<Change>[]): Map<string, AggregateNews<Change>> {
  const byId = new Map<string, AggregateNews<Change>>();
  for (const { said, time } of news) {
    if (said === null) continue;
    const known = byId.get(said.id) ?? { changes: [], changedAt: time };
    known.changes.push(said.change);
    known.changedAt = later(known.changedAt, time);
    byId.set(said.id, known);
  }
  return byId;
}

/** Changes the facts of aggregates, and adds the difference to the sums. */
async function changeFacts<Change, Facts, Cell>(
  tx: Queryable,
  model: ReadModel<Change, Facts, Cell>,
  generation: number,
  given: readonly { id: string; changedAt: string; addTo(facts: Facts | null): Facts }[],
): Promise<void> {
  if (given.length === 0) return;
  const known = await model.find(
    tx,
    generation,
    given.map(({ id }) => id),
  );
  const changed = given.map(({ id, changedAt, addTo }) => {
    const facts = addTo(known.get(id)?.facts ?? null);
    return { id, facts, changedAt, before: known.get(id)?.cells ?? [], after: model.cellsOf(facts) };
  });
  await model.save(
    tx,
    generation,
    changed.map(({ id, facts, changedAt, after }) => ({ id, facts, changedAt, cells: after })),
  );
  await model.addToSums(tx, generation, changed);
}

/** Adds changes to one generation, which is locked. */
const applyChanges = <Change, Facts, Cell>(
  tx: Queryable,
  model: ReadModel<Change, Facts, Cell>,
  generation: number,
  news: ReadonlyMap<string, AggregateNews<Change>>,
): Promise<void> =>
  changeFacts(
    tx,
    model,
    generation,
    [...news].map(([id, { changes, changedAt }]) => ({
      id,
      changedAt,
      addTo: (facts: Facts | null) => changes.reduce<Facts | null>((known, change) => model.add(known, change), facts)!,
    })),
  );

function appliedAfter(applied: OpenGeneration['applied'], news: readonly News<unknown>[]): Record<string, string> {
  const after: Record<string, string> = { ...applied };
  for (const { topic, time } of news) after[topic] = later(after[topic], time);
  return after;
}

/**
 * Adds events to a read model, in one transaction: to the generation that answers, and to one that is being built. The same event
 * again changes nothing.
 */
export const applyNews = <Change, Facts, Cell>(
  pool: pg.Pool,
  model: ReadModel<Change, Facts, Cell>,
  news: readonly News<Change>[],
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const byId = newsByAggregate(news);
    for (const { generation, applied } of await lockGenerations(tx, model.name)) {
      await applyChanges(tx, model, generation, byId);
      await saveApplied(tx, model.name, { generation, applied: appliedAfter(applied, news) });
    }
  });

/** Adds events to a generation that is being built alone. False when another one has taken its place. */
export const applyToBuilding = <Change, Facts, Cell>(
  pool: pg.Pool,
  model: ReadModel<Change, Facts, Cell>,
  generation: number,
  news: readonly News<Change>[],
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    if (!(await lockBuilding(tx, model.name, generation))) return false;
    await applyChanges(tx, model, generation, newsByAggregate(news));
    return true;
  });

/** Adds aggregates of the time before the record to a generation that is being built. False when another one has taken its place. */
export const addOldFacts = <Change, Facts, Cell>(
  pool: pg.Pool,
  model: ReadModel<Change, Facts, Cell>,
  generation: number,
  old: readonly Omit<ChangedFacts<Facts, Cell>, 'cells'>[],
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    if (!(await lockBuilding(tx, model.name, generation))) return false;
    const given = old.map(({ id, changedAt, facts }) => ({
      id,
      changedAt,
      addTo: (known: Facts | null) => model.addOlder(known, facts),
    }));
    await changeFacts(tx, model, generation, given);
    return true;
  });
