import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { supplyEvent } from '../domain/chain-events.ts';
import type { ChainServices } from '../services.ts';
import { takeUntold } from '../store/token-products.ts';

/** Tokens that one turn tells of. */
const batch = 200;

/** Tells how many items of tokens are left: one event for all changes since the last turn. */
export async function tellSupply({ pool, now }: Pick<ChainServices, 'pool' | 'now'>): Promise<void> {
  let found: number;
  do {
    const actor = { kind: 'service', id: 'chain' } as const;
    const trail: EventTrail = { correlationId: newId('req'), causationId: null, actor, now };
    found = await inTransaction(pool, async (tx) => {
      const tokens = await takeUntold(tx, batch);
      await tell(
        tx,
        tokens.map((token) => supplyEvent(token, trail)),
      );
      return tokens.length;
    });
  } while (found === batch);
}
