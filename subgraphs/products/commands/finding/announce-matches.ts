import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { seal } from '@soko/seal';
import { matchedEvent } from '../../domain/finding/search-events.ts';
import type { ProductsServices } from '../../services.ts';
import { lockDueSearches, refillMatches, takeFindings } from '../../store/finding/search-matches.ts';

/** Few: their searches are locked meanwhile, and an erasure of their owners waits. */
const batch = 10;

/** Job: publishes what saved searches found, one event for each search whose last one is long enough ago. */
export async function announceMatches({
  pool,
  sealKeys,
  now,
}: Pick<ProductsServices, 'pool' | 'sealKeys' | 'now'>): Promise<void> {
  const trail = () => ({
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service' as const, id: 'products' },
    now,
  });
  let count: number;
  do {
    count = await inTransaction(pool, async (tx) => {
      const at = now();
      const due = await lockDueSearches(tx, at, batch);
      if (due.length === 0) return 0;
      const full = due.filter(({ isFull }) => isFull).map(({ id }) => id);
      if (full.length > 0) await refillMatches(tx, full, at);
      const findings = await takeFindings(
        tx,
        due.map(({ id }) => id),
        at,
      );
      await tell(
        tx,
        findings.map((finding) => matchedEvent(finding, seal(sealKeys, 'saved-search', finding.name), trail())),
      );
      return due.length;
    });
  } while (count === batch);
}
