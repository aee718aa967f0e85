import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { chain } from '../index.ts';
import {
  createBoth,
  custodialWallet,
  giveWallet,
  openShop,
  seeCollection,
  type Shop,
  someone,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';
import { type RewardScene, rewardScene } from './rewards-scene.ts';

let anvil: Anvil;
let graph: TestSubgraph;
let scene: RewardScene;
let shop: Shop;
let tokenId: string;
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs = 0;

const day = 86_400_000;

const person = () => someone() as UserViewer;

/** Who holds items, by what the chain says: rows of balances as its follower saves them. */
async function hold(owner: UserViewer, amount = 1): Promise<string> {
  const wallet = (await custodialWallet(graph, owner)).toLowerCase();
  await graph.pool.query(
    `INSERT INTO token_balance (token_id, owner, amount, block_number) VALUES ($1, $2, $3, 0)
      ON CONFLICT (token_id, owner) DO UPDATE SET amount = excluded.amount`,
    [tokenId, wallet, amount],
  );
  return wallet;
}

const versionOf = async (rewardId: string): Promise<number> =>
  (await graph.pool.query<{ version: number }>('SELECT version FROM reward WHERE id = $1', [rewardId])).rows[0]!
    .version;

const usedItems = async (rewardId: string): Promise<number> => {
  const { rows } = await graph.pool.query<{ sum: number }>(
    'SELECT coalesce(sum(amount), 0)::int AS sum FROM reward_used WHERE reward_id = $1',
    [rewardId],
  );
  return rows[0]!.sum;
};

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url),
    now: () => new Date(Date.now() + laterMs),
  });
  scene = rewardScene(graph);
});
beforeEach(async () => {
  shop = await openShop(graph);
  ({ tokenId } = await createBoth(graph, shop, { maxSupply: 500 }));
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

describe('a coupon for the holders of a token', () => {
  it('is claimed once by who holds enough, and shows the same code at each repeat', async () => {
    const reward = await scene.create(shop.admin, tokenId, { minimumAmount: 2 });
    expect(reward).toMatchObject({ kind: 'COUPON', status: 'OPEN', claimed: 0, text: 'A coffee at our bar.' });
    const [ada, ben] = [person(), person()];
    await hold(ada, 2);
    await hold(ben, 1);
    expect(await scene.mine(ada)).toMatchObject([{ id: reward.id, myItems: 2, myClaim: null }]);
    expect(await scene.mine(ben)).toEqual([]);
    const claims = await Promise.all(Array.from({ length: 10 }, () => scene.claim(ada, reward.id)));
    expect(new Set(claims.map(({ id, couponCode }) => `${id} ${couponCode}`)).size).toBe(1);
    expect(claims[0]).toMatchObject({
      couponCode: expect.stringMatching(/^(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}$/),
      redeemedAt: null,
    });
    expect(await scene.claim(ben, reward.id)).toMatchObject({ code: 'REWARD_ITEMS_MISSING', needed: 2, available: 1 });
    expect(await scene.list(shop.member, shop.storeId)).toEqual([{ id: reward.id, claimed: 1 }]);
    expect(await scene.mine(ada)).toMatchObject([{ myItems: 0, myClaim: { couponCode: claims[0].couponCode } }]);
    expect(await usedItems(reward.id)).toBe(2);
  });

  it('leaves no code when a claim is refused', async () => {
    const reward = await scene.create(shop.admin, tokenId, { quota: 1 });
    const people = [person(), person(), person()];
    for (const each of people) await hold(each);
    const results = await Promise.all([...people, person()].map((each) => scene.claim(each, reward.id)));
    expect(results.filter(({ id }) => id !== undefined)).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'USED_UP')).toHaveLength(2);
    const { rows } = await graph.pool.query('SELECT coupon_code FROM reward_claim WHERE reward_id = $1', [reward.id]);
    expect(rows).toHaveLength(1);
    expect(await usedItems(reward.id)).toBe(1);
  });

  it('is not given twice for a wallet that passes to another account', async () => {
    const reward = await scene.create(shop.admin, tokenId);
    const [ada, ben] = [person(), person()];
    const wallet = await hold(ada);
    const { id } = await scene.claim(ada, reward.id);
    await giveWallet(graph, ben, wallet);
    expect(await scene.claim(ben, reward.id)).toMatchObject({ code: 'REWARD_ITEMS_MISSING', available: 0 });
    expect((await scene.claim(ada, reward.id)).id).toBe(id);
  });

  it('opens and ends in its time, or when the store ends it', async () => {
    const now = Date.now() + laterMs;
    const window = { startsAt: new Date(now + day).toISOString(), endsAt: new Date(now + 2 * day).toISOString() };
    const reward = await scene.create(shop.admin, tokenId, window);
    const other = await scene.create(shop.admin, tokenId);
    const [ada, ben] = [person(), person()];
    await hold(ada);
    await hold(ben);
    expect(await scene.claim(ada, reward.id)).toMatchObject({ code: 'REWARD_NOT_OPEN', status: 'UPCOMING' });
    laterMs += day;
    const { couponCode: code } = await scene.claim(ada, reward.id);
    laterMs += day;
    expect(await scene.claim(ben, reward.id)).toMatchObject({ status: 'ENDED' });
    expect(await scene.end(shop.admin, other.id)).toMatchObject({ status: 'ENDED' });
    expect(await scene.end(shop.admin, other.id)).toMatchObject({ status: 'ENDED' });
    expect(await scene.claim(ben, other.id)).toMatchObject({ status: 'ENDED' });
    // What was claimed is still good.
    expect(await scene.redeem(shop.member, shop.storeId, code)).toMatchObject({ redeemedAt: expect.any(String) });
    const told = (await graph.told()).filter(({ subject }) => subject === other.id).map(({ type }) => type);
    expect(told).toEqual(['chain.reward.created', 'chain.reward.ended']);
  });

  it('is redeemed once, by the team of its store', async () => {
    const reward = await scene.create(shop.admin, tokenId);
    const elsewhere = await openShop(graph);
    const ada = person();
    await hold(ada);
    const { id, couponCode: code } = await scene.claim(ada, reward.id);
    expect(await scene.redeem(ada, shop.storeId, code)).toEqual({ error: 'FORBIDDEN' });
    for (const [as, storeId, written] of [
      [elsewhere.admin, elsewhere.storeId, code],
      [shop.member, shop.storeId, 'ABCD-EFGH-JKMN-PQRS'],
      [shop.member, shop.storeId, 'coffee'],
    ] as const) {
      expect(await scene.redeem(as, storeId, written)).toMatchObject({ code: 'REWARD_CODE_UNKNOWN' });
    }
    const written = code.toLowerCase().replaceAll('-', ' ');
    const idempotencyKey = newId('req');
    const first = await scene.redeem(shop.member, shop.storeId, written, { idempotencyKey });
    expect(first).toMatchObject({ id, redeemedAt: expect.any(String) });
    expect(await scene.redeem(shop.member, shop.storeId, code, { idempotencyKey })).toEqual(first);
    const again = await Promise.all([shop.member, shop.admin].map((as) => scene.redeem(as, shop.storeId, code)));
    for (const result of again) {
      expect(result).toMatchObject({ code: 'REWARD_REDEEMED', since: first.redeemedAt });
    }
    expect(await scene.mine(ada)).toMatchObject([{ myClaim: { redeemedAt: first.redeemedAt } }]);
    const told = (await graph.told()).filter(({ subject }) => subject === id);
    expect(told.map(({ type }) => type)).toEqual(['chain.reward_claim.claimed', 'chain.reward_claim.redeemed']);
    expect(JSON.stringify(told)).not.toContain(code);
  });

  it('is created and ended by administrators of the store, and listed by its team', async () => {
    const idempotencyKey = newId('req');
    const [first, repeat] = [
      await scene.create(shop.admin, tokenId, { idempotencyKey }),
      await scene.create(shop.admin, tokenId, { idempotencyKey }),
    ];
    expect(repeat).toEqual(first);
    for (const other of [shop.member, person()]) {
      expect(await scene.create(other, tokenId)).toEqual({ error: 'FORBIDDEN' });
      expect(await scene.end(other, first.id)).toEqual({ error: 'NOT_FOUND' });
    }
    expect(await scene.list(person(), shop.storeId)).toBe('FORBIDDEN');
    expect(await scene.claim(person(), newId('rwd'))).toEqual({ error: 'NOT_FOUND' });
  });

  it.each([
    ['no quota', { quota: 0 }],
    ['no items', { minimumAmount: 0 }],
    ['a title of two lines', { title: 'A\nB' }],
    ['no text', { text: ' ' }],
    ['a token to give', { giftTokenId: newId('ctk') }],
    ['an end that is over', { endsAt: '2020-01-01T00:00:00Z' }],
    ['an end before its start', { startsAt: '2100-01-02T00:00:00Z', endsAt: '2100-01-01T00:00:00Z' }],
  ])('is refused with %s', async (_name, more) => {
    expect(await scene.create(shop.admin, tokenId, more)).toEqual({ error: 'BAD_USER_INPUT' });
  });

  it('is neither created nor claimed while the store is inactive', async () => {
    const reward = await scene.create(shop.admin, tokenId);
    const ada = person();
    await hold(ada);
    await graph.pool.query(`UPDATE store SET status = 'INACTIVE' WHERE id = $1`, [shop.storeId]);
    expect(await scene.create(shop.admin, tokenId)).toMatchObject({ code: 'STORE_INACTIVE' });
    expect(await scene.claim(ada, reward.id)).toMatchObject({ code: 'STORE_INACTIVE' });
    expect(await scene.mine(ada)).toEqual([]);
  });

  it('forgets who has claimed and who has redeemed when they are erased', async () => {
    const reward = await scene.create(shop.admin, tokenId);
    const ada = person();
    await hold(ada);
    const { id, couponCode: code } = await scene.claim(ada, reward.id);
    await scene.redeem(shop.member, shop.storeId, code);
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    for (const subject of [ada.id, shop.member.id]) {
      const fact = { subject, sequence: 2, data: {} };
      await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    }
    await until('the claim has no person', async () => {
      const { rows } = await graph.pool.query(
        'SELECT FROM reward_claim WHERE id = $1 AND user_id IS NULL AND redeemed_by IS NULL',
        [id],
      );
      return rows.length === 1;
    });
    expect(await scene.claim(ada, reward.id)).toMatchObject({ code: 'REWARD_ITEMS_MISSING' });
    expect(await scene.list(shop.admin, shop.storeId)).toEqual([{ id: reward.id, claimed: 1 }]);
  });
});

describe('a gift for the holders of a token', () => {
  const giftOf = async (maxSupply: number) => (await createBoth(graph, shop, { maxSupply })).tokenId;

  it('is minted once for who holds enough, with the supply of its token and the plan of the store', async () => {
    const gift = await giftOf(1);
    const reward = await scene.createGift(shop.admin, tokenId, gift);
    expect(reward).toMatchObject({ kind: 'GIFT', text: null, gift: { id: gift } });
    const [ada, ben] = [person(), person()];
    await hold(ada);
    await hold(ben);
    const claims = await Promise.all(Array.from({ length: 5 }, () => scene.claim(ada, reward.id)));
    expect(new Set(claims.map(({ id, mint }) => `${id} ${mint.id}`)).size).toBe(1);
    expect(claims[0]).toMatchObject({ couponCode: null, mint: { token: { id: gift } } });
    const before = await versionOf(reward.id);
    expect(await scene.claim(ben, reward.id)).toMatchObject({ code: 'SUPPLY_EXHAUSTED' });
    expect(await scene.list(shop.admin, shop.storeId)).toEqual([{ id: reward.id, claimed: 1 }]);
    expect(await usedItems(reward.id)).toBe(1);
    // Taken, and given back.
    expect(await versionOf(reward.id)).toBe(before + 2);
    expect((await scene.mine(ben))[0]).toMatchObject({ myItems: 1, myClaim: null });
    await scene.untilItems(ada, gift, 1);
  });

  it('is refused when the plan of the store is used up, and reserves nothing then', async () => {
    shop = await openShop(graph, { mintQuota: 1 });
    ({ tokenId } = await createBoth(graph, shop));
    const reward = await scene.createGift(shop.admin, tokenId, await giftOf(5));
    const [ada, ben] = [person(), person()];
    await hold(ada);
    await hold(ben);
    expect((await scene.claim(ada, reward.id)).mint).toMatchObject({ id: expect.any(String) });
    expect(await scene.claim(ben, reward.id)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await usedItems(reward.id)).toBe(1);
  });

  it('is made again when its mint has failed, four mints at most', async () => {
    const { collectionId, tokenId: gift } = await createBoth(graph, shop, { maxSupply: 9 });
    const reward = await scene.createGift(shop.admin, tokenId, gift);
    const { address } = await until('the collection is deployed', async () => {
      await graph.subgraph.runJob('chain.send-calls');
      const found = await seeCollection(graph, collectionId);
      return found.status === 'DEPLOYED' ? found : null;
    });
    const ada = person();
    await hold(ada);
    const seen = new Set<string>();
    // A contract that takes no tokens: the collection itself.
    for (let count = 0; count < 4; count += 1) {
      const { mint } = await scene.claim(ada, reward.id, { address });
      seen.add(mint.id);
      await untilMint(graph, shop, mint.id, 'FAILED');
    }
    expect(seen.size).toBe(4);
    const last = await Promise.all(Array.from({ length: 3 }, () => scene.claim(ada, reward.id)));
    expect(last.filter(({ mint }) => seen.has(mint.id) && mint.status === 'FAILED')).toHaveLength(3);
    expect(await usedItems(reward.id)).toBe(1);
    const coupon = await scene.create(shop.admin, tokenId);
    expect(await scene.claim(ada, coupon.id, { address })).toEqual({ error: 'BAD_USER_INPUT' });
  });

  it('is of another token of the same store', async () => {
    const elsewhere = await openShop(graph);
    const { tokenId: foreign } = await createBoth(graph, elsewhere);
    expect(await scene.createGift(shop.admin, tokenId, foreign)).toEqual({ error: 'NOT_FOUND' });
    expect(await scene.createGift(shop.admin, tokenId, newId('ctk'))).toEqual({ error: 'NOT_FOUND' });
    expect(await scene.createGift(shop.admin, tokenId, tokenId)).toEqual({ error: 'BAD_USER_INPUT' });
    expect(await scene.createGift(shop.admin, tokenId, foreign, { giftTokenId: null })).toEqual({
      error: 'BAD_USER_INPUT',
    });
  });
});

describe('an item that gave a reward', () => {
  it('gives it once, also when it moves on, and takes nothing from those who get it', async () => {
    const reward = await scene.create(shop.admin, tokenId);
    const [ada, ben, cleo] = [person(), person(), person()];
    await scene.give(shop, tokenId, ada, 2);
    const wallet = await scene.give(shop, tokenId, cleo, 1);
    expect((await scene.claim(ada, reward.id)).couponCode).toEqual(expect.any(String));
    expect((await scene.mine(ada))[0]).toMatchObject({ myItems: 1 });
    // The item that gave the reward leaves first.
    await scene.send(ada, tokenId, await custodialWallet(graph, ben));
    await scene.untilItems(ben, tokenId, 1);
    expect(await scene.claim(ben, reward.id)).toMatchObject({ code: 'REWARD_ITEMS_MISSING', available: 0 });
    await scene.send(ben, tokenId, wallet);
    await scene.untilItems(cleo, tokenId, 2);
    expect((await scene.mine(cleo))[0]).toMatchObject({ myItems: 1 });
    // Another item of hers is new to it.
    await scene.send(ada, tokenId, await custodialWallet(graph, ben));
    await scene.untilItems(ben, tokenId, 1);
    expect((await scene.claim(ben, reward.id)).couponCode).toEqual(expect.any(String));
    expect((await scene.claim(cleo, reward.id)).couponCode).toEqual(expect.any(String));
    expect(await usedItems(reward.id)).toBe(3);
  });
});
