import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readQuantity } from '@soko/input';
import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../context.ts';
import { mintEvent } from '../domain/chain-events.ts';
import { type Mint, monthOf, referenceOf } from '../domain/mint.ts';
import {
  chainUnavailable,
  mintQuotaReached,
  otherChain,
  storeInactive,
  supplyExhausted,
  tokenFailed,
} from '../domain/refusals.ts';
import type { MintTokenInput } from '../generated/graphql.ts';
import { insertCall } from '../store/calls.ts';
import { countMintsSince, insertMint } from '../store/mints.ts';
import { lockStore } from '../store/stores.ts';
import { lockToken, reserveItems } from '../store/tokens.ts';
import { readReceiver } from './read-receiver.ts';
import { requireStoreAdmin } from './require-store-role.ts';

type Refusal =
  | ReturnType<typeof chainUnavailable>
  | ReturnType<typeof storeInactive>
  | ReturnType<typeof tokenFailed>
  | ReturnType<typeof supplyExhausted>
  | ReturnType<typeof mintQuotaReached>;

/** Reserves items of a token, and queues their mint. A repeat returns the first result. */
export async function mintToken(context: ChainContext, input: MintTokenInput): Promise<Mint | Refusal> {
  const { viewer, pool, loaders, trail, now, openChain, chainId } = context;
  requireUser(viewer);
  const found = await loaders.token.load(input.tokenId);
  const collection = found && (await loaders.collection.load(found.collectionId));
  if (collection === null) throw notFound('The token');
  const { storeId } = collection;
  const { id: owner } = await requireStoreAdmin(viewer, pool, storeId);
  const key = readIdempotencyKey(input.idempotencyKey);
  const amount = readQuantity(input.amount ?? 1, 'amount', { min: 1, max: 1_000 });
  const recipient = await readReceiver(input.to, 'to');
  if (openChain === null) return chainUnavailable();
  if (collection.chainId !== chainId) return otherChain();
  const { tokenId } = input;
  const command = { owner, key, input: { command: 'mintToken', tokenId, recipient, amount } };
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    const store = await lockStore(tx, storeId);
    if (store?.status !== 'ACTIVE') return storeInactive();
    const token = (await lockToken(tx, tokenId))!;
    if (token.status === 'FAILED') return tokenFailed();
    const at = now();
    if ((await countMintsSince(tx, storeId, monthOf(at))) >= store.mintQuota) return mintQuotaReached(store.mintQuota);
    if (!(await reserveItems(tx, tokenId, amount))) return supplyExhausted(token.maxSupply - token.reserved);
    const id = newId('mnt');
    const mint: Mint = {
      id,
      tokenId,
      storeId,
      recipient,
      amount,
      reference: referenceOf(id),
      status: token.status === 'CREATED' ? 'QUEUED' : 'RESERVED',
      failure: null,
      transactionHash: null,
      blockNumber: null,
      createdAt: at,
      confirmedAt: null,
    };
    await insertMint(tx, mint, owner);
    const call = { id: newId('ccl'), kind: 'MINT', subjectId: id, at } as const;
    await insertCall(tx, call, { kind: 'CREATE_TOKEN', subjectId: tokenId });
    await tell(tx, [mintEvent('requested', { ...mint, version: 1 }, trail)]);
    return { id };
  });
  if (isRefusal(result)) return result;
  return (await loaders.mint.load(result.id))!;
}
