import type { Topic } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { ReadEvent } from '../../domain/read-event.ts';
import type { ReadModelTables } from '../../store/generations.ts';

/** What is known of one aggregate, such as an order, and what it adds to the sums. */
export interface KeptFacts<Facts, Cell> {
  id: string;
  facts: Facts;
  cells: readonly Cell[];
}

/** The same, with the time of the newest event that it contains. */
export interface ChangedFacts<Facts, Cell> extends KeptFacts<Facts, Cell> {
  changedAt: string;
}

/** Facts of an aggregate, with what they add to the sums now and added before. */
export interface FactsChange<Facts, Cell> {
  id: string;
  facts: Facts;
  before: readonly Cell[];
  after: readonly Cell[];
}

/**
 * A read model of sums that events feed. Events add facts to aggregates by rules that give the same facts in any order and however
 * often each event arrives. What an aggregate adds to the sums follows from its facts alone, so that the sums change by the
 * difference.
 */
export interface ReadModel<Change = unknown, Facts = unknown, Cell = unknown> extends ReadModelTables {
  readonly topics: readonly Topic[];
  /** A recorded event, when its data fits the schema of its type. Those of the bus are checked by their consumer. */
  check(recorded: ReadEvent): ReadEvent | null;
  /** What an event says about which aggregate. Null when it says nothing. */
  read(event: ReadEvent): { id: string; change: Change } | null;
  add(known: Facts | null, change: Change): Facts;
  /** The facts with those of an earlier time. */
  addOlder(known: Facts | null, older: Facts): Facts;
  cellsOf(facts: Facts): Cell[];
  find(tx: Queryable, generation: number, ids: readonly string[]): Promise<Map<string, KeptFacts<Facts, Cell>>>;
  save(tx: Queryable, generation: number, changed: readonly ChangedFacts<Facts, Cell>[]): Promise<void>;
  /** Adds the differences to the sums. */
  addToSums(tx: Queryable, generation: number, changes: readonly FactsChange<Facts, Cell>[]): Promise<void>;
  /** Aggregates of the generation that answers that began before `before`, by id. */
  readOld(
    db: Queryable,
    before: Date,
    after: string,
    limit: number,
  ): Promise<Omit<ChangedFacts<Facts, Cell>, 'cells'>[]>;
}
