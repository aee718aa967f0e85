import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, startFixture, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { getAddress, toHex } from 'viem';
import { chain } from '../index.ts';
import {
  contractAt,
  createBoth,
  giveWallet,
  mintToken,
  openShop,
  seeCollection,
  type Shop,
  someone,
  startNode,
  variables,
} from './chain-scene.ts';
import { segmentMembers, segmentOf, segments } from './segments.ts';

/** Receivers of the large airdrop: AIRDROP_SIZE=5000 tells the time and the gas of the figures in the README. */
// oxlint-disable-next-line node/no-process-env
const asked = process.env['AIRDROP_SIZE'];
const size = Number(asked ?? 250);

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

const receivers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => getAddress(toHex(1_000_000n + BigInt(index), { size: 20 })));

const refusal = '... on UserError { code message }';
const fields = 'id status total amount leftOut segmentId progress { waiting queued submitted confirmed failed }';

async function mutate(as: ReturnType<typeof someone>, name: string, selection: string, input: object) {
  const { data, errors } = await graph.query(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} } }`,
    { input },
    { as },
  );
  return errors === undefined ? data[name] : { error: errors[0]!.extensions?.['code'] };
}

const create = ({ admin }: Shop, tokenId: string, more: object = {}, as: ReturnType<typeof someone> = admin) =>
  mutate(as, 'createAirdrop', fields, { idempotencyKey: newId('req'), tokenId, addresses: receivers(3), ...more });

const send = (as: ReturnType<typeof someone>, airdropId: string) =>
  mutate(as, 'sendAirdrop', `... on Airdrop { ${fields} } ${refusal}`, { airdropId });

const cancel = (as: ReturnType<typeof someone>, airdropId: string) =>
  mutate(as, 'cancelAirdrop', `... on Airdrop { ${fields} } ${refusal}`, { airdropId });

async function see(as: ReturnType<typeof someone>, id: string) {
  const { data } = await graph.query(`query ($id: ID!) { airdrop(id: $id) { ${fields} } }`, { id }, { as });
  return data['airdrop'];
}

const reservedOf = async (tokenId: string): Promise<number> => {
  const { rows } = await graph.pool.query<{ reserved: number }>('SELECT reserved FROM token WHERE id = $1', [tokenId]);
  return rows[0]!.reserved;
};

async function erase(userId: string): Promise<void> {
  const trail = { correlationId: 'req_test', causationId: null, actor: { kind: 'service', id: 'users' } } as const;
  const fact = { subject: userId, sequence: 9, data: { at: new Date().toISOString() } } as never;
  await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
  await until('the person is erased', async () => {
    const { rows } = await graph.pool.query('SELECT FROM erased_person WHERE id = $1', [userId]);
    return rows.length > 0;
  });
}

/** Makes the jobs of this process leave airdrops alone, as while another process makes them. */
async function whileNoneAreMade(work: () => Promise<void>): Promise<void> {
  const other = await graph.pool.connect();
  const lock = `hashtextextended('soko.job.chain.make-airdrops', 0)`;
  try {
    await other.query(`SELECT pg_advisory_lock(${lock})`);
    await work();
  } finally {
    await other.query(`SELECT pg_advisory_unlock(${lock})`);
    other.release();
  }
}

/** Makes the mints, and has them made on the chain. */
const untilDone = (shop: Shop, id: string, timeoutMs?: number) =>
  until(
    'the airdrop is done',
    async () => {
      for (const job of ['chain.make-airdrops', 'chain.send-calls']) await graph.subgraph.runJob(job);
      return (await see(shop.member, id)).status === 'DONE';
    },
    timeoutMs,
  );

describe('an airdrop', () => {
  it('gives each receiver an item, in batches', async () => {
    const shop = await openShop(graph, { mintQuota: size });
    const { collectionId, tokenId } = await createBoth(graph, shop, { maxSupply: size });
    const addresses = receivers(size);
    const { id } = await create(shop, tokenId, { addresses: [...addresses, addresses[0]!.toLowerCase()] });
    const startedAt = performance.now();
    expect(await send(shop.admin, id)).toMatchObject({ status: 'SENDING', total: size });
    expect(await send(shop.admin, id)).toMatchObject({ status: 'SENDING' });
    expect(await reservedOf(tokenId)).toBe(size);
    // Supply and plan are used up before the first mint is made.
    expect(await mintToken(graph, shop, tokenId)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await untilDone(shop, id, size * 200 + 60_000);
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(await see(shop.admin, id)).toMatchObject({
      progress: { waiting: 0, queued: 0, submitted: 0, confirmed: size, failed: 0 },
    });
    const { address } = await seeCollection(graph, collectionId);
    const contract = contractAt(anvil.url, address);
    expect(await contract.minted(1)).toBe(BigInt(size));
    expect(await contract.balanceOf(addresses[0]!, 1)).toBe(1n);
    expect(await contract.balanceOf(addresses.at(-1)!, 1)).toBe(1n);
    const { rows } = await graph.pool.query<{ hash: string }>(
      `SELECT DISTINCT transaction_hash AS hash FROM mint WHERE token_id = $1`,
      [tokenId],
    );
    expect(rows.length).toBeLessThanOrEqual(Math.ceil(size / 100) + 1);
    let gas = 0n;
    for (const { hash } of rows) {
      const { gasUsed } = await anvil.call<{ gasUsed: string }>('eth_getTransactionReceipt', [hash]);
      gas += BigInt(gasUsed);
    }
    const perItem = gas / BigInt(size);
    expect(perItem).toBeLessThan(100_000n);
    if (asked !== undefined) {
      process.stdout.write(`${size} receivers: ${seconds.toFixed(1)} s, ${rows.length} transactions, ${gas} gas\n`);
    }
  });

  it('reserves for all receivers, or for none', async () => {
    const shop = await openShop(graph, { mintQuota: 3 });
    const { tokenId } = await createBoth(graph, shop, { maxSupply: 5 });
    const { id } = await create(shop, tokenId, { amount: 2 });
    expect(await send(shop.admin, id)).toMatchObject({ code: 'SUPPLY_EXHAUSTED' });
    const { id: large } = await create(shop, tokenId, { addresses: receivers(4) });
    expect(await send(shop.admin, large)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await reservedOf(tokenId)).toBe(0);
    expect(await see(shop.admin, id)).toMatchObject({ status: 'DRAFT' });
  });

  it('to a segment gives each of its people an item in their wallet, but for those who are erased', async () => {
    const shop = await openShop(graph, { mintQuota: 5 });
    const { collectionId, tokenId } = await createBoth(graph, shop, { maxSupply: 10 });
    const [erased, later, afterSending, ...people] = Array.from({ length: 6 }, () => newId('usr')) as [
      string,
      string,
      string,
      ...string[],
    ];
    await erase(erased);
    const segmentId = segmentOf(shop, [erased, later, afterSending, ...people]);
    const given = { addresses: undefined, segmentId, amount: 2, idempotencyKey: newId('req') };
    const { id } = await create(shop, tokenId, given);
    // The items go to the wallet that has nothing else.
    await giveWallet(graph, person(people[0]!) as UserViewer, `0x${randomBytes(20).toString('hex')}`);
    // Of two addresses that the store wrote down, one has an account: the store cannot tell which.
    expect(await see(shop.member, id)).toMatchObject({ total: 5, leftOut: 3, segmentId });
    // Its receivers are those of the draft.
    segments.get(segmentId)!.members.splice(3, 1);
    await erase(later);
    await whileNoneAreMade(async () => {
      expect(await send(shop.admin, id)).toMatchObject({ status: 'SENDING', total: 4, leftOut: 4 });
      expect(await reservedOf(tokenId)).toBe(8);
      await erase(afterSending);
    });
    await untilDone(shop, id);
    const progress = { waiting: 0, queued: 0, submitted: 0, confirmed: 3, failed: 0 };
    expect(await see(shop.admin, id)).toMatchObject({ total: 3, leftOut: 5, progress });
    expect(await reservedOf(tokenId)).toBe(6);
    const { rows: wallets } = await graph.pool.query<{ userId: string; address: string }>(
      `SELECT user_id AS "userId", address FROM chain_wallet WHERE user_id = ANY($1) AND kind = 'CUSTODIAL' ORDER BY user_id`,
      [[erased, later, afterSending, ...people]],
    );
    expect(wallets.map(({ userId }) => userId)).toEqual(people.toSorted());
    const contract = contractAt(anvil.url, (await seeCollection(graph, collectionId)).address);
    expect(await Promise.all(wallets.map(({ address }) => contract.balanceOf(getAddress(address), 1)))).toEqual([
      2n,
      2n,
      2n,
    ]);
    expect(await contract.minted(1)).toBe(6n);
    const { rows: mints } = await graph.pool.query<{ id: string; userId: string }>(
      'SELECT id, user_id AS "userId" FROM mint WHERE token_id = $1 ORDER BY user_id',
      [tokenId],
    );
    expect(mints.map(({ userId }) => userId)).toEqual(people.toSorted());
    const [mint, wallet] = [mints[0]!, getAddress(wallets[0]!.address)];
    const toOf = async (as: ReturnType<typeof someone>) => {
      const { data } = await graph.query('query ($id: ID!) { mint(id: $id) { to } }', { id: mint.id }, { as });
      return data['mint'].to;
    };
    expect(await toOf(person(mint.userId))).toBe(wallet);
    expect(await toOf(someone('SUPPORT'))).toBe(wallet);
    for (const each of [shop.admin, shop.member]) expect(await toOf(each)).toBeNull();
    await erase(mint.userId);
    expect(await toOf(shop.admin)).toBeNull();
    // A repeat asks nothing of users, who may not have the segment any more.
    segments.delete(segmentId);
    expect(await create(shop, tokenId, given)).toMatchObject({ id, total: 3 });
    expect(await create(shop, tokenId, { ...given, amount: 3 })).toEqual({ error: 'IDEMPOTENCY_MISMATCH' });
  });

  it('is for addresses or for a segment of its store', async () => {
    const [shop, other] = [await openShop(graph), await openShop(graph)];
    const { tokenId } = await createBoth(graph, shop);
    const segmentId = segmentOf(other, []);
    expect(await create(shop, tokenId, { segmentId })).toEqual({ error: 'BAD_USER_INPUT' });
    expect(await create(shop, tokenId, { addresses: undefined })).toEqual({ error: 'BAD_USER_INPUT' });
    for (const unknown of [segmentId, newId('sgm')]) {
      expect(await create(shop, tokenId, { addresses: undefined, segmentId: unknown })).toEqual({ error: 'NOT_FOUND' });
    }
  });

  it('is listed, and tells its progress once for all changes of a turn', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.unshift((await create(shop, tokenId)).id);
    const list = (args: object, as = shop.member) =>
      graph.query(
        `query ($storeId: ID!, $first: Int, $after: String) { airdrops(storeId: $storeId, first: $first, after: $after) {
          nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
        { storeId: shop.storeId, ...args },
        { as },
      );
    const read = await graph.statements(() => list({ first: 2 }));
    const { nodes, pageInfo } = read.result.data['airdrops'];
    expect([nodes.map(({ id }: { id: string }) => id), pageInfo.hasNextPage]).toEqual([ids.slice(0, 2), true]);
    expect((await graph.statements(() => list({}))).count).toBe(read.count);
    const rest = (await list({ after: pageInfo.endCursor })).data['airdrops'].nodes;
    expect(rest).toMatchObject([{ id: ids[2] }]);
    expect((await list({}, someone() as typeof shop.member)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    const [id] = ids as [string];
    await send(shop.admin, id);
    const tellTurn = () => graph.subgraph.runJob('chain.tell-airdrops');
    const told = async () =>
      (await graph.told()).filter(({ type, subject }) => type.startsWith('chain.airdrop.') && subject === id);
    await tellTurn();
    await untilDone(shop, id);
    await tellTurn();
    await tellTurn();
    const events = await told();
    const { type, data } = events.at(-1)!;
    expect(events.slice(0, 2).map((event) => event.type)).toEqual(['chain.airdrop.created', 'chain.airdrop.sent']);
    expect({ type, data }).toMatchObject({
      type: 'chain.airdrop.progressed',
      data: { airdrop: { status: 'DONE', total: 3, waiting: 0, confirmed: 3 } },
    });
    // The turns of the jobs, and the two above, tell of the same change once.
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
    const statuses = events.map((event) => JSON.stringify(event.data));
    expect(new Set(statuses).size).toBe(statuses.length);
    const following = (as: ReturnType<typeof someone>, envelope?: (typeof events)[number]) =>
      graph.query(
        `subscription ($id: ID!) { airdropUpdated(airdropId: $id) { ${fields} } }`,
        { id },
        { as, event: envelope === undefined ? null : { topic: 'chain.airdrop', envelope } },
      );
    expect((await following(someone())).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect((await following(shop.member)).errors).toBeUndefined();
    const answered = await following(shop.member, events.at(-1));
    expect(answered.data['airdropUpdated']).toMatchObject({ id, status: 'DONE' });
  });

  it('is cancelled before it is sent, and only then', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const [sent, draft] = [await create(shop, tokenId), await create(shop, tokenId)];
    await send(shop.admin, sent.id);
    expect(await cancel(shop.admin, sent.id)).toMatchObject({ code: 'AIRDROP_NOT_DRAFT' });
    expect(await cancel(shop.admin, draft.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await cancel(shop.admin, draft.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await send(shop.admin, draft.id)).toMatchObject({ code: 'AIRDROP_NOT_DRAFT' });
  });

  it('belongs to the administrators of its store, and is seen by its team', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const { id } = await create(shop, tokenId);
    for (const other of [shop.member, someone()]) {
      expect(await create(shop, tokenId, {}, other)).toEqual({ error: 'FORBIDDEN' });
      expect(await send(other, id)).toEqual({ error: 'NOT_FOUND' });
      expect(await cancel(other, id)).toEqual({ error: 'NOT_FOUND' });
    }
    expect(await see(shop.member, id)).toMatchObject({ id });
    expect(await see(someone(), id)).toBeNull();
    expect(await create(shop, tokenId, { addresses: [] })).toEqual({ error: 'BAD_USER_INPUT' });
  });
});
