import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { blockEvent } from '../domain/block-event.ts';
import type { ChatServices } from '../services.ts';
import { compareBlocks, countUnpublished, type Pair } from '../store/blocks.ts';
import { lockPair } from '../store/new-conversation.ts';

const batch = 1_000;

/** Pairs whose block is not as it was published last. Each call goes on after the pair at which the last one ended. */
function walkDiffering(pool: ChatServices['pool']): (limit: number) => Promise<Pair[]> {
  let after: Pair | null = { blockerId: '', blockedId: '' };
  return async (limit) => {
    const found: Pair[] = [];
    while (after !== null && found.length < limit) {
      const page = limit - found.length;
      const compared = await compareBlocks(pool, after, page);
      found.push(...compared.filter(({ differs }) => differs));
      after = compared.length < page ? null : compared.at(-1)!;
    }
    return found;
  };
}

/**
 * Job: publishes blocks of before they were published, and those that a process of an earlier version adds or removes. Every other
 * change is published with its transaction, so that the job finds nothing, and need not run often.
 */
export async function publishBlocks({ pool, now }: Pick<ChatServices, 'pool' | 'now'>): Promise<void> {
  const trail = {
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service', id: 'chat' },
    now,
  } as const;
  await workOnRows<Pair>({
    batch,
    find: walkDiffering(pool),
    keyOf: ({ blockerId, blockedId }) => `${blockerId}:${blockedId}`,
    work: (pair) =>
      inTransaction(pool, async (tx) => {
        await lockPair(tx, pair.blockerId, pair.blockedId);
        const change = await countUnpublished(tx, pair);
        if (change === null) return;
        await tell(tx, [blockEvent(pair, change.isBlocked ? 'added' : 'removed', change.sequence, trail)]);
      }),
  });
}
