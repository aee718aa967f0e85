import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyViewer, Scope } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newId } from '@soko/ids';
import { startFixture, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { chain } from '../index.ts';
import { createBoth, mintToken, openShop, receiver, startNode, variables } from './chain-scene.ts';
import { segmentMembers, segmentOf } from './segments.ts';

let anvil: Anvil;
let graph: TestSubgraph;

beforeAll(async () => {
  anvil = await startNode();
  const users = startFixture('users', { Query: { segmentMembers } });
  graph = await startTestSubgraph(chain, { env: variables(anvil.url), peers: () => users.transport });
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

const keyOf = (storeId: string, ...scopes: Scope[]): ApiKeyViewer => ({
  kind: 'apiKey',
  id: newId('key'),
  storeId,
  scopes,
});

/** Commands that are never refused. */
const plain = ['createAirdrop', 'closeClaimLink', 'endReward'];

/** The id of what a command made, or the code of its error. */
async function mutate(as: ApiKeyViewer, name: string, type: string, input: object): Promise<string> {
  const refusal = plain.includes(name) ? '' : '... on UserError { code }';
  const { data, errors } = await graph.query(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) {
      __typename ... on ${type} { id } ${refusal} } }`,
    { input },
    { as },
  );
  return errors === undefined ? (data[name].id ?? data[name].code) : String(errors[0]!.extensions?.['code']);
}

const keyed = (input: object) => ({ idempotencyKey: newId('req'), ...input });

const commandsFor = (storeId: string, collectionId: string, tokenId: string) =>
  [
    ['createCollection', 'Collection', keyed({ storeId, name: 'Sunset' })],
    ['createToken', 'Token', keyed({ collectionId, name: 'Last light', maxSupply: 5 })],
    ['mintToken', 'Mint', keyed({ tokenId, to: receiver })],
    ['createAirdrop', 'Airdrop', keyed({ tokenId, addresses: [receiver] })],
    ['createClaimLink', 'ClaimLink', keyed({ tokenId, quota: 3 })],
    ['createReward', 'Reward', keyed({ tokenId, kind: 'COUPON', title: 'A coffee', text: 'One', quota: 3 })],
  ] as const;

async function read(as: ApiKeyViewer, field: string): Promise<unknown> {
  const { data, errors } = await graph.query(`{ result: ${field} }`, {}, { as });
  return errors === undefined ? data['result'] : errors[0]!.extensions?.['code'];
}

describe('an API key of a store', () => {
  it('with `tokens:write` makes, gives and closes what belongs to its store, once for each idempotency key', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId } = await createBoth(graph, shop);
    const key = keyOf(shop.storeId, 'tokens:write');
    const made: Record<string, string> = {};
    for (const [name, type, input] of commandsFor(shop.storeId, collectionId, tokenId)) {
      const id = await mutate(key, name, type, input);
      expect(id).toMatch(/^(cct|ctk|mnt|adp|ckl|rwd)_/);
      expect(await mutate(key, name, type, input)).toBe(id);
      made[name] = id;
    }
    const { createAirdrop: airdropId, createClaimLink: linkId, mintToken: mintId } = made;
    expect(await mutate(key, 'cancelAirdrop', 'Airdrop', { airdropId })).toBe(airdropId);
    expect(await mutate(key, 'closeClaimLink', 'ClaimLink', { linkId })).toBe(linkId);
    const { createReward: rewardId } = made;
    expect(await mutate(key, 'endReward', 'Reward', { rewardId })).toBe(rewardId);
    const code = keyed({ storeId: shop.storeId, code: 'ABCD-EFGH-JKMN-PQRS' });
    expect(await mutate(key, 'redeemReward', 'RewardClaim', code)).toBe('REWARD_CODE_UNKNOWN');
    const reader = keyOf(shop.storeId, 'tokens:read');
    expect(await mutate(reader, 'redeemReward', 'RewardClaim', code)).toBe('FORBIDDEN');
    expect(await read(reader, `rewards(storeId: "${shop.storeId}") { nodes { status } }`)).toEqual({
      nodes: [{ status: 'ENDED' }],
    });
    expect(await read(reader, `mint(id: "${mintId}") { to }`)).toEqual({ to: receiver });
    expect(await read(reader, `airdrop(id: "${airdropId}") { status }`)).toEqual({ status: 'CANCELLED' });
    expect(await read(reader, `airdrops(storeId: "${shop.storeId}") { nodes { id } }`)).toEqual({
      nodes: [{ id: airdropId }],
    });
    expect(await read(reader, `claimLinks(storeId: "${shop.storeId}") { nodes { status } }`)).toEqual({
      nodes: [{ status: 'CLOSED' }],
    });
    // An airdrop is sent with the same right.
    const second = await mutate(key, 'createAirdrop', 'Airdrop', keyed({ tokenId, addresses: [receiver] }));
    expect(await mutate(key, 'sendAirdrop', 'Airdrop', { airdropId: second })).toBe(second);
  });

  it('with another scope changes nothing, and with `tokens:read` only reads', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId } = await createBoth(graph, shop);
    for (const scope of ['tokens:read', 'products:write', 'contacts:write'] as const)
      for (const [name, type, input] of commandsFor(shop.storeId, collectionId, tokenId))
        expect([name, await mutate(keyOf(shop.storeId, scope), name, type, input)]).toEqual([name, 'FORBIDDEN']);
    const stranger = keyOf(shop.storeId, 'products:write');
    expect(await read(stranger, `airdrops(storeId: "${shop.storeId}") { nodes { id } }`)).toBe('FORBIDDEN');
    expect(await read(stranger, `claimLinks(storeId: "${shop.storeId}") { nodes { id } }`)).toBe('FORBIDDEN');
  });

  it('learns the size of a segment with a scope of contacts alone', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const segmentId = segmentOf(shop, [newId('usr')]);
    const airdrop = () => keyed({ tokenId, segmentId });
    const link = () => keyed({ tokenId, quota: 3, allowList: { segmentId } });
    const blind = keyOf(shop.storeId, 'tokens:write');
    expect(await mutate(blind, 'createAirdrop', 'Airdrop', airdrop())).toBe('FORBIDDEN');
    expect(await mutate(blind, 'createClaimLink', 'ClaimLink', link())).toBe('FORBIDDEN');
    const seeing = keyOf(shop.storeId, 'tokens:write', 'contacts:read');
    expect(await mutate(seeing, 'createAirdrop', 'Airdrop', airdrop())).toMatch(/^adp_/);
    expect(await mutate(seeing, 'createClaimLink', 'ClaimLink', link())).toMatch(/^ckl_/);
  });

  it('neither changes nor sees what belongs to another store, not even what went to nobody in particular', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId } = await createBoth(graph, shop);
    const own = keyOf(shop.storeId, 'tokens:write');
    const airdropId = await mutate(own, 'createAirdrop', 'Airdrop', keyed({ tokenId, addresses: [receiver] }));
    const linkId = await mutate(own, 'createClaimLink', 'ClaimLink', keyed({ tokenId, quota: 3 }));
    // The mint is that of an address, and of no user.
    const { id: mintId } = await mintToken(graph, shop, tokenId);
    const other = keyOf((await openShop(graph)).storeId, 'tokens:read', 'tokens:write');
    for (const [name, type, input] of commandsFor(shop.storeId, collectionId, tokenId))
      expect([name, await mutate(other, name, type, input)]).toEqual([name, 'FORBIDDEN']);
    expect(await mutate(other, 'sendAirdrop', 'Airdrop', { airdropId })).toBe('NOT_FOUND');
    expect(await mutate(other, 'cancelAirdrop', 'Airdrop', { airdropId })).toBe('NOT_FOUND');
    expect(await mutate(other, 'closeClaimLink', 'ClaimLink', { linkId })).toBe('NOT_FOUND');
    expect(await read(other, `mint(id: "${mintId}") { to }`)).toBeNull();
    expect(await read(other, `airdrop(id: "${airdropId}") { status }`)).toBeNull();
    expect(await read(other, `claimLinks(storeId: "${shop.storeId}") { nodes { id } }`)).toBe('FORBIDDEN');
  });

  it('does not bind a product to a token: that is for good', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const key = keyOf(shop.storeId, 'tokens:write');
    expect(await mutate(key, 'bindProductToToken', 'Token', { tokenId, productId: newId('prd') })).toBe('FORBIDDEN');
  });
});
