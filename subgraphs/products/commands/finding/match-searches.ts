import { inTransaction } from '@soko/postgres';
import type { ProductsServices } from '../../services.ts';
import { lockMatching, saveMatches, takeChanges } from '../../store/finding/search-matches.ts';

const batch = 200;

/**
 * Job: compares products that came on sale, or whose price fell, with the saved searches that have an alert. Changes leave the
 * queue in the transaction that saves the matches, so that a process that dies loses none.
 */
export async function matchSearches({
  pool,
  alerts,
  now,
}: Pick<ProductsServices, 'pool' | 'alerts' | 'now'>): Promise<void> {
  let count: number;
  do {
    count = await inTransaction(pool, async (tx) => {
      const changes = await takeChanges(tx, batch);
      if (changes.length === 0) return 0;
      if ((await lockMatching(tx, changes)) > 0) {
        await saveMatches(tx, changes, { now: now(), pauseMs: alerts.pauseMs });
      }
      return changes.length;
    });
  } while (count === batch);
}
