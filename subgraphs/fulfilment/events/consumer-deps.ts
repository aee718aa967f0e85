import type pg from 'pg';

/** What the consumers of this subgraph work with. */
export interface ConsumerDeps {
  pool: pg.Pool;
  lowAt: number;
  now: () => Date;
}
