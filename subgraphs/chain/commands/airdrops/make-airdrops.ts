import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { mintEvent } from '../../domain/chain-events.ts';
import { referenceOf } from '../../domain/mint.ts';
import type { ChainServices } from '../../services.ts';
import { insertAirdropMints, lockPendingAirdrop, type MadeMint, nextRecipients } from '../../store/airdrops.ts';
import { lockToken } from '../../store/tokens.ts';

/** Receivers of one transaction. */
const page = 500;

/**
 * Makes the mints of airdrops, a page in each transaction: a process that dies leaves whole pages, and the next one goes on
 * with the rest. The queue of calls gathers them into batches.
 */
export const createAirdropMaker =
  ({ pool, now }: Pick<ChainServices, 'pool' | 'now'>) =>
  async (): Promise<void> => {
    const makePage = () =>
      inTransaction(pool, async (tx) => {
        const airdrop = await lockPendingAirdrop(tx);
        if (airdrop === null) return false;
        const { id: airdropId, tokenId, storeId, amount } = airdrop;
        const token = (await lockToken(tx, tokenId))!;
        const status = token.status === 'CREATED' ? 'QUEUED' : 'RESERVED';
        const at = now();
        const recipients = await nextRecipients(tx, airdropId, page);
        const mints = recipients.map(({ number, address }): MadeMint => {
          const made = { failure: null, transactionHash: null, blockNumber: null, createdAt: at, confirmedAt: null };
          const reference = referenceOf(`airdrop:${airdropId}:${number}`);
          const facts = { tokenId, storeId, recipient: address, userId: null, amount, reference, status } as const;
          return { id: newId('mnt'), callId: newId('ccl'), number, ...facts, ...made };
        });
        await insertAirdropMints(tx, airdrop, mints, at);
        const actor = { kind: 'service', id: 'chain' } as const;
        const trail: EventTrail = { correlationId: newId('req'), causationId: null, actor, now };
        await tell(
          tx,
          mints.map((mint) => mintEvent('requested', { ...mint, version: 1 }, trail)),
        );
        return true;
      });
    while (await makePage());
  };
