import { type Journal, openJournal } from './journal.ts';
import { type Change, withRecordsNamed, withRecordsPutBack } from './nested-records.ts';
import { createOrderedMap, type OrderedMap } from './ordered-map.ts';

/** The kinds of record a simulator keeps. Records are never changed in place: a change puts a new one. */
export type Kinds = { [kind: string]: { id: string } };

type Kind<K extends Kinds> = keyof K & string;

/** The changes of one call: all or none are saved, and they survive a kill once `commit` has returned. */
export interface Draft<K extends Kinds> {
  /** The record with the changes of this draft. */
  get<T extends Kind<K>>(kind: T, id: string): K[T] | undefined;
  put<T extends Kind<K>>(kind: T, record: K[T]): K[T];
  remove(kind: Kind<K>, id: string): void;
  commit(): void;
}

export interface Records<K extends Kinds> {
  get<T extends Kind<K>>(kind: T, id: string): K[T] | undefined;
  count(kind: Kind<K>): number;
  oldestFirst<T extends Kind<K>>(kind: T): Generator<K[T]>;
  /** From the newest, or from behind the record called `after`. */
  newestFirst<T extends Kind<K>>(kind: T, after?: string): Generator<K[T]>;
  draft(): Draft<K>;
  close(): void;
}

const key = (kind: string, id: string): string => `${kind} ${id}`;

/** The journal is not rewritten below this number of changes. */
const changesWorthRewriting = 1_000;

function createTables<K extends Kinds>(kinds: readonly Kind<K>[]) {
  const tables = new Map<string, OrderedMap<{ id: string }>>(kinds.map((kind) => [kind, createOrderedMap()]));
  const table = (kind: string): OrderedMap<{ id: string }> => {
    const found = tables.get(kind);
    if (!found) throw new Error(`There is no kind of record called ${kind}.`);
    return found;
  };
  return {
    of: <T extends Kind<K>>(kind: T) => table(kind) as OrderedMap<K[T]>,
    apply(changes: readonly Change[]) {
      for (const [kind, record, id] of changes) {
        if (record === null) table(kind).delete(id);
        else table(kind).set(record.id, record);
      }
    },
    *snapshot(): Generator<Change[]> {
      for (const [kind, records] of tables) {
        for (const record of records.oldestFirst()) yield [[kind, record]];
      }
    },
    size: () => [...tables.values()].reduce((sum, records) => sum + records.size, 0),
  };
}

type Tables<K extends Kinds> = ReturnType<typeof createTables<K>>;

function createDraft<K extends Kinds>(tables: Tables<K>, keep: (changes: Change[]) => void): Draft<K> {
  const changed = new Map<string, Change>();
  return {
    get<T extends Kind<K>>(kind: T, id: string) {
      const change = changed.get(key(kind, id));
      return change ? ((change[1] ?? undefined) as K[T] | undefined) : tables.of(kind).get(id);
    },
    put(kind, record) {
      changed.set(key(kind, record.id), [kind, record]);
      return record;
    },
    remove(kind, id) {
      changed.set(key(kind, id), [kind, null, id]);
    },
    commit() {
      if (changed.size === 0) return;
      keep([...changed.values()]);
      changed.clear();
    },
  };
}

function openTables<K extends Kinds>(tables: Tables<K>, file: string): Journal<Change[]> {
  let changed = 0;
  const journal = openJournal<Change[]>(file, (line) => {
    const changes = withRecordsPutBack(line);
    tables.apply(changes);
    changed += changes.length;
  });
  if (changed > changesWorthRewriting && changed > tables.size() * 2) journal.rewrite(tables.snapshot());
  return journal;
}

/** Opens the records of a simulator: those in `file`, or in memory without a file. */
export function openRecords<K extends Kinds>(kinds: readonly Kind<K>[], file?: string): Records<K> {
  const tables = createTables<K>(kinds);
  const journal = file === undefined ? null : openTables(tables, file);
  const keep = (changes: Change[]): void => {
    journal?.append(withRecordsNamed(changes));
    tables.apply(changes);
  };
  return {
    get: (kind, id) => tables.of(kind).get(id),
    count: (kind) => tables.of(kind).size,
    oldestFirst: (kind) => tables.of(kind).oldestFirst(),
    newestFirst: (kind, after) => tables.of(kind).newestFirst(after),
    draft: () => createDraft(tables, keep),
    close: () => journal?.close(),
  };
}
