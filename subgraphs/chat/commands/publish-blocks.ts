import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { newId } from '@soko/ids';
import { blockEvent } from '../domain/block-event.ts';
import type { ChatServices } from '../services.ts';
import { countUnpublished, findUnpublishedBlocks, type Pair } from '../store/blocks.ts';
import { lockPair } from '../store/new-conversation.ts';

const batch = 100;

/** Job: publishes blocks of before they were published, and those that a process of an earlier version adds or removes. */
export async function publishBlocks({ pool, now }: Pick<ChatServices, 'pool' | 'now'>): Promise<void> {
  const trail = {
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service', id: 'chat' },
    now,
  } as const;
  await workOnRows<Pair>({
    batch,
    find: (limit, except) => findUnpublishedBlocks(pool, limit, except),
    keyOf: ({ blockerId, blockedId }) => `${blockerId}:${blockedId}`,
    work: (pair) =>
      inTransaction(pool, async (tx) => {
        await lockPair(tx, pair.blockerId, pair.blockedId);
        const change = await countUnpublished(tx, pair);
        if (change !== null) await tell(tx, [blockEvent(pair, change.isBlocked, change.sequence, trail)]);
      }),
  });
}
