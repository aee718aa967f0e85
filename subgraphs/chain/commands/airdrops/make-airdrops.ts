import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import { mintEvent } from '../../domain/chain-events.ts';
import { referenceOf } from '../../domain/mint.ts';
import type { ChainServices } from '../../services.ts';
import {
  insertAirdropMints,
  leaveOutErased,
  lockPendingAirdrop,
  type MadeMint,
  nextRecipients,
  type Recipient,
} from '../../store/airdrops.ts';
import { holdErasures } from '../../store/people.ts';
import { lockToken, reserveItems } from '../../store/tokens.ts';
import { custodialAddressesOf } from '../../store/wallets.ts';

type Services = Pick<ChainServices, 'pool' | 'now' | 'sealKeys'>;

/** Receivers of one transaction. */
const page = 500;

/**
 * Where the items of receivers go: to the address that is given, or to the custodial wallet of the person. A linked one would show
 * the store what else the person owns, and they have not asked for the items.
 */
async function addressesOf(tx: Queryable, recipients: readonly Recipient[], services: Services) {
  const people = recipients.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const wallets = await custodialAddressesOf(tx, people, services);
  return ({ address, userId }: Recipient): string => address ?? wallets.get(userId!)!;
}

/**
 * Makes the mints of airdrops, a page in each transaction: a process that dies leaves whole pages, and the next one goes on
 * with the rest. The queue of calls gathers them into batches.
 */
export const createAirdropMaker = (services: Services) => async (): Promise<void> => {
  const { pool, now } = services;
  const makePage = () =>
    inTransaction(pool, async (tx) => {
      const airdrop = await lockPendingAirdrop(tx);
      if (airdrop === null) return false;
      const { id: airdropId, tokenId, storeId, amount } = airdrop;
      await holdErasures(tx);
      const erased = await leaveOutErased(tx, airdropId);
      const recipients = await nextRecipients(tx, airdropId, page);
      const addressOf = await addressesOf(tx, recipients, services);
      const token = (await lockToken(tx, tokenId))!;
      if (erased > 0) await reserveItems(tx, tokenId, -erased * amount);
      if (recipients.length === 0) return true;
      const status = token.status === 'CREATED' ? 'QUEUED' : 'RESERVED';
      const at = now();
      const mints = recipients.map((recipient): MadeMint => {
        const { number, userId } = recipient;
        const made = { failure: null, transactionHash: null, blockNumber: null, createdAt: at, confirmedAt: null };
        const reference = referenceOf(`airdrop:${airdropId}:${number}`);
        const facts = { tokenId, storeId, recipient: addressOf(recipient), userId, amount, reference, status } as const;
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
