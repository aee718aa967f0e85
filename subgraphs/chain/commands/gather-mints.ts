import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { QueueServices } from './call-queue.ts';
import { findGatherable, insertBatch } from '../store/batches.ts';

/**
 * Makes batches of mints that wait, each of one collection and for one transaction, `limit` at most. A mint waits for no
 * others: one that is alone is made alone.
 */
export async function gatherMints(
  { pool, now }: Pick<QueueServices, 'pool' | 'now'>,
  { chainId, size, limit }: { chainId: number; size: number; limit: number },
): Promise<void> {
  if (size < 2) return;
  let left = limit;
  while (left > 0) {
    const found = await findGatherable(pool, chainId, now(), left);
    let made = 0;
    for (const collectionId of found) {
      const batch = { id: newId('ccl'), collectionId, size, at: now() };
      if (await inTransaction(pool, (tx) => insertBatch(tx, batch))) made += 1;
    }
    if (made === 0) return;
    left -= made;
  }
}
