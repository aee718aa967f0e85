import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { ChainContext } from '../context.ts';
import { mintEvent } from '../domain/chain-events.ts';
import type { Collection } from '../domain/collection.ts';
import { type Mint, monthOf, referenceOf } from '../domain/mint.ts';
import {
  chainUnavailable,
  quotaExceeded,
  otherChain,
  storeInactive,
  supplyExhausted,
  tokenFailed,
} from '../domain/refusals.ts';
import type { TokenStatus } from '../domain/token.ts';
import { insertCall } from '../store/calls.ts';
import { countMintsSince, findMintByReference, insertMint } from '../store/mints.ts';
import { lockStore } from '../store/stores.ts';
import { lockToken, reserveItems } from '../store/tokens.ts';

/** Refusals that depend on this installation. They are not saved with the key of a command: a repeat may pass. */
export const refuseWithoutChain = (
  { openChain, chainId }: Pick<ChainContext, 'openChain' | 'chainId'>,
  collection: Pick<Collection, 'chainId'>,
) => {
  if (openChain === null) return chainUnavailable();
  return collection.chainId === chainId ? null : otherChain();
};

export type MintRefusal =
  | ReturnType<typeof storeInactive>
  | ReturnType<typeof tokenFailed>
  | ReturnType<typeof supplyExhausted>
  | ReturnType<typeof quotaExceeded>;

export interface WantedMint {
  tokenId: string;
  /** The store of the token's collection. */
  storeId: string;
  /** Address with its checksum, as `readReceiver` returns it. */
  recipient: string;
  /** Person who gets the items. Null for an address alone. */
  userId: string | null;
  amount: number;
  /**
   * What the mint is for, such as `claim:<id>`: at most one mint has it, and the contract mints it once. Null for a mint that
   * nothing else asks for.
   */
  reference: string | null;
  /** Who asks for it. Null when no person does. */
  requestedBy: string | null;
}

/**
 * The one door for mints: reserves the supply of the token and the mints of the store's plan, and queues the mint. Returns the
 * first mint of a reference when it is asked for again. Run `refuseWithoutChain` before.
 */
export async function reserveMint(
  tx: Queryable,
  wanted: WantedMint,
  { trail }: { trail: EventTrail },
): Promise<Mint | MintRefusal> {
  const { tokenId, storeId, amount } = wanted;
  const store = await lockStore(tx, storeId);
  const made = wanted.reference === null ? null : await findMintByReference(tx, referenceOf(wanted.reference));
  if (made !== null) return made;
  if (store?.status !== 'ACTIVE') return storeInactive();
  const token = (await lockToken(tx, tokenId))!;
  if (token.status === 'FAILED') return tokenFailed();
  const at = trail.now();
  if ((await countMintsSince(tx, storeId, monthOf(at))) >= store.mintQuota) return quotaExceeded(store.mintQuota);
  if (!(await reserveItems(tx, tokenId, amount))) return supplyExhausted(token.maxSupply - token.reserved);
  return addMint(tx, wanted, { status: token.status, trail });
}

/**
 * Queues a mint whose supply and share of the plan are reserved already, as those of a charged order are. All others come
 * through `reserveMint`.
 */
export async function addMint(
  tx: Queryable,
  wanted: WantedMint,
  { status, trail }: { status: TokenStatus; trail: EventTrail },
): Promise<Mint> {
  const { tokenId, storeId, recipient, userId, amount, requestedBy } = wanted;
  const at = trail.now();
  const id = newId('mnt');
  const mint: Mint = {
    id,
    tokenId,
    storeId,
    recipient,
    userId,
    amount,
    reference: referenceOf(wanted.reference ?? id),
    status: status === 'CREATED' ? 'QUEUED' : 'RESERVED',
    failure: null,
    transactionHash: null,
    blockNumber: null,
    createdAt: at,
    confirmedAt: null,
  };
  await insertMint(tx, mint, requestedBy);
  const call = { id: newId('ccl'), kind: 'MINT', subjectId: id, at } as const;
  await insertCall(tx, call, { kind: 'CREATE_TOKEN', subjectId: tokenId });
  await tell(tx, [mintEvent('requested', { ...mint, version: 1 }, trail)]);
  return mint;
}
