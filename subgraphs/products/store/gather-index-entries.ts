import type pg from 'pg';

/** The indexes of words and tags: one product has dozens of entries in each. */
const indexes = ['product_search_idx', 'product_tags_idx'];

const alterAll = async (pool: pg.Pool, change: string): Promise<void> => {
  // SQL: changes the storage of indexes.
  for (const index of indexes) await pool.query(`ALTER INDEX ${index} ${change}`);
};

/**
 * Collects new entries of the indexes of words and tags while `work` adds products, which halves the work of Postgres:
 * https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE. Searches are slower until the VACUUM that should
 * follow. Only for seeds: without it, no search has to wait for collected entries.
 */
export async function gatherIndexEntries<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  await alterAll(pool, 'SET (fastupdate = on, gin_pending_list_limit = 65536)');
  try {
    return await work();
  } finally {
    await alterAll(pool, 'SET (fastupdate = off)');
    await alterAll(pool, 'RESET (gin_pending_list_limit)');
  }
}
