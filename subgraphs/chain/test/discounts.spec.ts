import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserViewer, Viewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { type EventTrail, newEvent, ordersPromotion } from '@soko/events';
import { newId } from '@soko/ids';
import { type Fixture, startFixture, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { chain } from '../index.ts';
import { createBoth, custodialWallet, openShop, type Shop, someone, startNode, variables } from './chain-scene.ts';
import { type RewardScene, rewardScene } from './rewards-scene.ts';

interface KnownPromotion {
  /** Who manages it. */
  userId: string;
  activation: string;
  status: string;
  endsAt: string | null;
  version: number;
}

let anvil: Anvil;
let graph: TestSubgraph;
let scene: RewardScene;
let orders: Fixture;
let shop: Shop;
let tokenId: string;
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs = 0;
/** What orders knows: promotions, and the codes that it has issued, by claim. */
const promotions = new Map<string, KnownPromotion>();
const issued = new Map<string, { code: string; promotionId: string; userId: string }>();

const day = 86_400_000;

const person = () => someone() as UserViewer;

const codesOf = (userId: string) => [...issued.values()].filter((each) => each.userId === userId);

/** A promotion that somebody manages. */
function promotionOf(userId: string, more: Partial<KnownPromotion> = {}): string {
  const id = newId('prm');
  promotions.set(id, { userId, activation: 'SINGLE_USE_CODES', status: 'RUNNING', endsAt: null, version: 1, ...more });
  return id;
}

/** Who holds an item, by what the chain says: a row of balances as its follower saves it. */
async function holder(): Promise<UserViewer> {
  const someone = person();
  const wallet = (await custodialWallet(graph, someone)).toLowerCase();
  await graph.pool.query('INSERT INTO token_balance (token_id, owner, amount, block_number) VALUES ($1, $2, 1, 0)', [
    tokenId,
    wallet,
  ]);
  return someone;
}

const trail: EventTrail = {
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now: () => new Date(Date.now() + laterMs),
};

/** Publishes what happens to a promotion, as orders does. */
async function tellOf(subject: string, type: 'updated' | 'ended' | 'redeemed' | 'released', more: object = {}) {
  const known = promotions.get(subject)!;
  known.version += 1;
  const terms = { title: 'A', kind: 'PERCENT', activation: known.activation, paidBy: 'SELLER', sellerId: null };
  const limits = { basisPoints: 1, amount: null, maxRedemptions: null, maxPerPerson: null };
  const promotion = { ...terms, ...limits, startsAt: new Date(0).toISOString(), endsAt: known.endsAt };
  const discount = { amountMinor: '1', currency: 'EUR' };
  const use = { checkoutId: newId('chk'), buyerId: null, discount, redeemed: 1, isUsedUp: false, ...more };
  const data = type === 'updated' || type === 'ended' ? { promotion } : use;
  const event = newEvent(ordersPromotion, type, { subject, sequence: known.version, data } as never, trail);
  await graph.bus.publish('orders.promotion', [event]);
}

const mine = async (as: UserViewer) => (await scene.mine(as))[0];

beforeAll(async () => {
  anvil = await startNode();
  orders = startFixture(
    'orders',
    {
      Query: {
        promotion(_, { id }: { id: string }, viewer) {
          const known = promotions.get(id);
          return viewer.kind === 'user' && known?.userId === viewer.id ? known : null;
        },
      },
      Mutation: {
        issuePromotionCode(_, { input }: { input: { claimId: string; promotionId: string; userId: string } }, viewer) {
          if (viewer.kind !== 'service') throw new Error('Only services issue codes.');
          const { claimId, promotionId, userId } = input;
          if (!issued.has(claimId) && promotions.get(promotionId)!.status === 'ENDED') {
            return { __typename: 'PromotionEnded', code: 'PROMOTION_ENDED', message: 'Ended.' };
          }
          if (!issued.has(claimId)) issued.set(claimId, { code: newId('pcb').toUpperCase(), promotionId, userId });
          return { __typename: 'PromotionCodeIssued', code: issued.get(claimId)!.code };
        },
      },
    },
    {},
    { admits: (viewer: Viewer) => viewer },
  );
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url),
    peers: () => orders.transport,
    now: () => new Date(Date.now() + laterMs),
  });
  scene = rewardScene(graph);
});
beforeEach(async () => {
  shop = await openShop(graph);
  ({ tokenId } = await createBoth(graph, shop, { maxSupply: 500 }));
  delete orders.watch.before;
  delete orders.watch.after;
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

describe('a discount for the holders of a token', () => {
  it('gives each claimant one code of its promotion, however often they ask', async () => {
    const promotionId = promotionOf(shop.admin.id);
    const reward = await scene.createDiscount(shop.admin, tokenId, promotionId);
    expect(reward).toMatchObject({ kind: 'DISCOUNT', status: 'OPEN', promotionId, text: null });
    const ada = await holder();
    const claims = await Promise.all(Array.from({ length: 5 }, () => scene.claim(ada, reward.id)));
    const { code } = codesOf(ada.id)[0]!;
    expect(codesOf(ada.id)).toHaveLength(1);
    for (const claim of claims)
      expect(claim).toMatchObject({ promotionCode: code, couponCode: null, redeemedAt: null });
    expect(await mine(ada)).toMatchObject({ id: reward.id, myClaim: { promotionCode: code } });
    expect(await scene.redeem(shop.admin, shop.storeId, code)).toMatchObject({ code: 'REWARD_CODE_UNKNOWN' });
  });

  it('gets the one code that was issued when its answer was lost, at the next try or by itself', async () => {
    const promotionId = promotionOf(shop.admin.id);
    const reward = await scene.createDiscount(shop.admin, tokenId, promotionId);
    const [ada, ben, cleo] = [await holder(), await holder(), await holder()];
    // As when the process dies after orders has issued the code.
    orders.watch.after = () => {
      throw new Error('The answer is lost.');
    };
    for (const each of [ada, ben]) {
      expect(await scene.claim(each, reward.id)).toMatchObject({ id: expect.any(String), promotionCode: null });
    }
    // As when it dies before orders is asked.
    delete orders.watch.after;
    orders.watch.before = () => {
      throw new Error('Orders is away.');
    };
    expect(await scene.claim(cleo, reward.id)).toMatchObject({ promotionCode: null });
    expect([ada, ben, cleo].map(({ id }) => codesOf(id).length)).toEqual([1, 1, 0]);
    delete orders.watch.before;
    expect(await scene.claim(ada, reward.id)).toMatchObject({ promotionCode: codesOf(ada.id)[0]!.code });
    laterMs += day;
    await graph.subgraph.runJob('chain.issue-codes');
    for (const each of [ada, ben, cleo]) {
      expect(codesOf(each.id)).toHaveLength(1);
      expect((await mine(each)).myClaim).toMatchObject({ promotionCode: codesOf(each.id)[0]!.code });
    }
  });

  it('is redeemed when an order uses the code, and again free when that order ends without a sale', async () => {
    const promotionId = promotionOf(shop.admin.id);
    const reward = await scene.createDiscount(shop.admin, tokenId, promotionId);
    const ada = await holder();
    const { id: claimId } = await scene.claim(ada, reward.id);
    const untilRedeemed = (isRedeemed: boolean) =>
      until('the claim is up to date', async () => ((await mine(ada)).myClaim.redeemedAt !== null) === isRedeemed);
    await tellOf(promotionId, 'redeemed', { claimId });
    await untilRedeemed(true);
    await tellOf(promotionId, 'released', { claimId });
    await untilRedeemed(false);
    await tellOf(promotionId, 'redeemed', { claimId });
    await untilRedeemed(true);
    const told = (await graph.told()).filter(({ subject }) => subject === claimId);
    expect(told.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['chain.reward_claim.claimed', 1],
      ['chain.reward_claim.redeemed', 2],
      ['chain.reward_claim.released', 3],
      ['chain.reward_claim.redeemed', 4],
    ]);
    expect(JSON.stringify(told)).not.toContain(codesOf(ada.id)[0]!.code);
  });

  it('ends with its promotion', async () => {
    const promotionId = promotionOf(shop.admin.id);
    const reward = await scene.createDiscount(shop.admin, tokenId, promotionId);
    const [ada, ben] = [await holder(), await holder()];
    const endsAt = new Date(Date.now() + laterMs + day).toISOString();
    promotions.get(promotionId)!.endsAt = endsAt;
    await tellOf(promotionId, 'updated');
    await until('the reward has the end', async () => (await mine(ada)).endsAt === endsAt);
    // It ends, and chain has not heard of it.
    promotions.get(promotionId)!.status = 'ENDED';
    expect(await scene.claim(ada, reward.id)).toMatchObject({ code: 'REWARD_NOT_OPEN', status: 'ENDED' });
    expect(await scene.claim(ada, reward.id)).toMatchObject({ code: 'REWARD_NOT_OPEN', status: 'ENDED' });
    expect(await scene.claim(ben, reward.id)).toMatchObject({ code: 'REWARD_NOT_OPEN', status: 'ENDED' });
    expect(await mine(ada)).toMatchObject({ status: 'ENDED', myClaim: { promotionCode: null } });
    expect(codesOf(ada.id)).toEqual([]);
    const other = promotionOf(shop.admin.id);
    const another = await scene.createDiscount(shop.admin, tokenId, other);
    await tellOf(other, 'ended');
    await until('the reward has ended', async () => {
      const shown: { id: string }[] = await scene.mine(ben);
      return shown.every(({ id }) => id !== another.id);
    });
    expect(await scene.claim(ben, another.id)).toMatchObject({ code: 'REWARD_NOT_OPEN', status: 'ENDED' });
  });

  it('is of a promotion with codes for one order each that its creator manages', async () => {
    const create = (promotionId: string, more: object = {}) =>
      scene.createDiscount(shop.admin, tokenId, promotionId, more);
    expect(await create(promotionOf(shop.member.id))).toEqual({ error: 'NOT_FOUND' });
    expect(await create(newId('prm'))).toEqual({ error: 'NOT_FOUND' });
    expect(await create('nonsense')).toEqual({ error: 'NOT_FOUND' });
    expect(await create(promotionOf(shop.admin.id, { activation: 'CODE' }))).toEqual({ error: 'BAD_USER_INPUT' });
    expect(await create(promotionOf(shop.admin.id), { kind: 'COUPON', text: 'A' })).toEqual({
      error: 'BAD_USER_INPUT',
    });
    expect(await create(newId('prm'), { promotionId: null })).toEqual({ error: 'BAD_USER_INPUT' });
    const ending = promotionOf(shop.admin.id, { status: 'ENDED' });
    expect(await create(ending)).toMatchObject({ code: 'REWARD_PROMOTION_ENDED' });
    const idempotencyKey = newId('req');
    const promotionId = promotionOf(shop.admin.id);
    const first = await create(promotionId, { idempotencyKey });
    promotions.get(promotionId)!.status = 'ENDED';
    expect(await create(promotionId, { idempotencyKey })).toEqual(first);
  });
});

describe('a coupon for the holders of a token', () => {
  it('is redeemed by nobody whose account is erased', async () => {
    const reward = await scene.create(shop.admin, tokenId);
    const ada = await holder();
    const { id, couponCode: code } = await scene.claim(ada, reward.id);
    // Before the event about the team of the store.
    await graph.pool.query('INSERT INTO erased_person (id, at) VALUES ($1, now())', [shop.member.id]);
    expect(await scene.redeem(shop.member, shop.storeId, code)).toEqual({ error: 'UNAUTHENTICATED' });
    const { rows } = await graph.pool.query('SELECT FROM reward_claim WHERE id = $1 AND redeemed_at IS NULL', [id]);
    expect(rows).toHaveLength(1);
    expect(await scene.redeem(shop.admin, shop.storeId, code)).toMatchObject({ id });
  });
});
