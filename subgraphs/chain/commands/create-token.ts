import { notFound } from '@soko/errors';
import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readName, readOptional, readQuantity, readText, readUrl } from '@soko/input';
import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../context.ts';
import { tokenEvent } from '../domain/chain-events.ts';
import {
  chainUnavailable,
  collectionFailed,
  otherChain,
  storeInactive,
  tokenLimitReached,
} from '../domain/refusals.ts';
import { maxTokens, type Token } from '../domain/token.ts';
import type { CreateTokenInput } from '../generated/graphql.ts';
import { insertCall } from '../store/calls.ts';
import { lockCollection } from '../store/collections.ts';
import { lockStore } from '../store/stores.ts';
import { insertToken } from '../store/tokens.ts';
import { maxDescription } from './create-collection.ts';
import { requireStoreAdmin, requireTokenEditor } from './require-store-role.ts';

type Refusal =
  | ReturnType<typeof chainUnavailable>
  | ReturnType<typeof storeInactive>
  | ReturnType<typeof collectionFailed>
  | ReturnType<typeof tokenLimitReached>;

const readInput = (input: CreateTokenInput) => ({
  collectionId: input.collectionId,
  name: readName(input.name, 'name'),
  description: readOptional((text) => readText(text, 'description', { max: maxDescription }), input.description),
  imageUrl: readOptional((text) => readUrl(text, 'imageUrl'), input.imageUrl),
  maxSupply: readQuantity(input.maxSupply, 'maxSupply', { min: 1, max: 1_000_000 }),
});

/** Adds a token to a collection, and queues its creation in the contract. A repeat returns the first result. */
export async function createToken(context: ChainContext, input: CreateTokenInput): Promise<Token | Refusal> {
  const { viewer, pool, loaders, trail, now, openChain, chainId, limits, perDay } = context;
  requireTokenEditor(viewer);
  const collection = await loaders.collection.load(input.collectionId);
  if (collection === null) throw notFound('The collection');
  const { id: owner } = await requireStoreAdmin(viewer, pool, collection.storeId);
  const key = readIdempotencyKey(input.idempotencyKey);
  const facts = readInput(input);
  const command = { owner, key, input: { command: 'createToken', ...facts } };
  const toAnswer = async (result: { id: string } | Refusal): Promise<Token | Refusal> =>
    isRefusal(result) ? result : (await loaders.token.load(result.id))!;
  const done = await findFirstResult<{ id: string } | Refusal>(pool, command);
  if (done !== null) return toAnswer(done.result);
  if (openChain === null) return chainUnavailable();
  if (collection.chainId !== chainId) return otherChain();
  await limits.take([
    { name: 'chain.tokens-of-store', key: collection.storeId, points: perDay.tokens, says: 'Too many tokens.' },
  ]);
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    if ((await lockStore(tx, collection.storeId))?.status !== 'ACTIVE') return storeInactive();
    if ((await lockCollection(tx, collection.id))!.status === 'FAILED') return collectionFailed();
    const at = now();
    const fresh = { reserved: 0, minted: 0, status: 'PENDING', failure: null, createdAt: at } as const;
    const token = { id: newId('ctk'), ...facts, ...fresh };
    const number = await insertToken(tx, token, maxTokens);
    if (number === null) return tokenLimitReached();
    const call = { id: newId('ccl'), kind: 'CREATE_TOKEN', subjectId: token.id, at } as const;
    await insertCall(tx, call, { kind: 'DEPLOY', subjectId: collection.id });
    await tell(tx, [tokenEvent('added', { ...token, number, version: 1 }, trail)]);
    return { id: token.id };
  });
  return toAnswer(result);
}
