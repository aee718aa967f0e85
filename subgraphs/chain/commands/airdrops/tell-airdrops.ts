import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { noProgress } from '../../domain/airdrop.ts';
import { airdropEvent } from '../../domain/chain-events.ts';
import type { ChainServices } from '../../services.ts';
import { findProgress, takeUntold } from '../../store/airdrop-progress.ts';

/** Airdrops that one turn tells of. */
const batch = 50;

/** Tells how far airdrops are: one event for all changes since the last turn. */
export async function tellAirdrops({ pool, now }: Pick<ChainServices, 'pool' | 'now'>): Promise<void> {
  let found: number;
  do {
    const actor = { kind: 'service', id: 'chain' } as const;
    const trail: EventTrail = { correlationId: newId('req'), causationId: null, actor, now };
    found = await inTransaction(pool, async (tx) => {
      const airdrops = await takeUntold(tx, batch);
      // A statement of its own: it sees what was committed while the rows were waited for.
      const progress = await findProgress(
        tx,
        airdrops.map(({ id }) => id),
      );
      await tell(
        tx,
        airdrops.map((row) => airdropEvent('progressed', row, progress.get(row.id) ?? noProgress, trail)),
      );
      return airdrops.length;
    });
  } while (found === batch);
}
