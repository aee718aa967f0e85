import type pg from 'pg';

/** A pool, or a client with a transaction of the caller's. */
export type Queryable = Pick<pg.Pool, 'query'>;
