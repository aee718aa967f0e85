import { badUserInput, notFound } from '@soko/errors';
import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readName, readOptional, readQuantity, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../context.ts';
import { collectionEvent } from '../domain/chain-events.ts';
import { type Collection, maxCollections, newestContract } from '../domain/collection.ts';
import { chainUnavailable, collectionLimitReached, storeInactive } from '../domain/refusals.ts';
import type { CreateCollectionInput } from '../generated/graphql.ts';
import { insertCall } from '../store/calls.ts';
import { insertCollection } from '../store/collections.ts';
import { lockStore } from '../store/stores.ts';
import { readReceiver } from './read-receiver.ts';
import { requireStoreAdmin } from './require-store-role.ts';

type Refusal =
  ReturnType<typeof chainUnavailable> | ReturnType<typeof storeInactive> | ReturnType<typeof collectionLimitReached>;

/** Longest description. */
export const maxDescription = 1_000;

const maxRoyalty = 5_000;

async function readInput(input: CreateCollectionInput) {
  const royaltyBasisPoints = readQuantity(input.royaltyBasisPoints ?? 0, 'royaltyBasisPoints', {
    min: 0,
    max: maxRoyalty,
  });
  const receiver = input.royaltyReceiver ?? null;
  if (royaltyBasisPoints > 0 && receiver === null) {
    throw badUserInput('`royaltyReceiver` is required with royalties.', 'royaltyReceiver');
  }
  return {
    storeId: input.storeId,
    name: readName(input.name, 'name'),
    description: readOptional((text) => readText(text, 'description', { max: maxDescription }), input.description),
    royaltyBasisPoints,
    royaltyReceiver:
      royaltyBasisPoints > 0 && receiver !== null ? await readReceiver(receiver, 'royaltyReceiver') : null,
  };
}

/** Creates a collection of a store, and queues the deployment of its contract. A repeat returns the first result. */
export async function createCollection(
  context: ChainContext,
  input: CreateCollectionInput,
): Promise<Collection | Refusal> {
  const { viewer, pool, loaders, trail, now, openChain, chainId, limits, perDay } = context;
  const { id: owner } = await requireStoreAdmin(viewer, pool, input.storeId);
  const key = readIdempotencyKey(input.idempotencyKey);
  const facts = await readInput(input);
  const command = { owner, key, input: { command: 'createCollection', ...facts } };
  const toAnswer = async (result: { id: string } | Refusal): Promise<Collection | Refusal> =>
    isRefusal(result) ? result : (await loaders.collection.load(result.id))!;
  const done = await findFirstResult<{ id: string } | Refusal>(pool, command);
  if (done !== null) return toAnswer(done.result);
  if (openChain === null) return chainUnavailable();
  await limits.take([
    {
      name: 'chain.collections-of-store',
      key: facts.storeId,
      points: perDay.collections,
      says: 'Too many collections.',
    },
  ]);
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    const store = await lockStore(tx, facts.storeId);
    if (store === null) throw notFound('The store');
    if (store.status !== 'ACTIVE') return storeInactive();
    const at = now();
    const fresh = {
      status: 'PENDING',
      failure: null,
      chainId,
      address: null,
      createdAt: at,
      deployedAt: null,
      contractVersion: newestContract,
    } as const;
    const collection: Collection = { id: newId('cct'), ...facts, ...fresh };
    if (!(await insertCollection(tx, collection, maxCollections))) return collectionLimitReached();
    await insertCall(tx, { id: newId('ccl'), kind: 'DEPLOY', subjectId: collection.id, at }, null);
    await tell(tx, [collectionEvent('created', { ...collection, version: 1 }, trail)]);
    return { id: collection.id };
  });
  return toAnswer(result);
}
