import type pg from 'pg';

/** A pool, or a client within a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

export interface Parameters {
  values: unknown[];
  /** Adds a value and returns its placeholder, such as `$3`. */
  add(value: unknown): string;
}

/** The parameters of a statement whose text is put together from parts. */
export function createParameters(...values: unknown[]): Parameters {
  return { values, add: (value) => `$${values.push(value)}` };
}
