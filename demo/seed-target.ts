import { openDatabase } from '@soko/postgres';
import type pg from 'pg';

export interface SeedTarget {
  /** The database of a subgraph. */
  urlOf(name: string): string;
  /** Where the media route of products finds its files. */
  mediaFolder: string;
  sealKey: string;
  /** The clock of the subgraphs, which may be running already. */
  now?: (() => Date) | undefined;
}

/** Runs `work` on a pool of its own on the subgraph's database. */
export async function on<T>(target: SeedTarget, subgraph: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const database = openDatabase({
    connectionString: target.urlOf(subgraph),
    applicationName: 'soko-seed',
    max: 2,
  });
  try {
    return await work(database.pool);
  } finally {
    await database.close();
  }
}
