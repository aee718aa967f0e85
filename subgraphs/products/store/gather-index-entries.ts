import type pg from 'pg';

/** The indexes of words and tags: one product has dozens of entries in them. */
const indexes = ['product_search_idx', 'product_tags_idx'];

const alterAll = async (pool: pg.Pool, change: string): Promise<void> => {
  for (const index of indexes) await pool.query(`ALTER INDEX ${index} ${change}`);
};

/**
 * Lets the indexes of words and tags gather entries and take them in by the ten thousand while `work` adds products:
 * half the work for Postgres (https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE). Searches are slower
 * meanwhile, and fast again after the VACUUM that should follow. Not for every day: without it no search ever waits for
 * entries to be taken in.
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
