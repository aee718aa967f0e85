import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, ordersOrder, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { advertInvariants } from '../../store/adverts/invariants.ts';
import { support, type Outcome, type TestSeller } from '../market.ts';
import { browser, eur, openStand, someone, type Stand } from './stand.ts';

const trail = {
  correlationId: 'req_test',
  causationId: null,
  actor: { kind: 'service' as const, id: 'orders' },
};

const idOf = (viewer: Viewer): string => (viewer.kind === 'user' ? viewer.id : '');

const zero = { amountMinor: '0', currency: 'EUR' };

/** A confirmed order with two lines of one product. */
function confirmed(orderId: string, productId: string, buyerId: string | null, at: Date) {
  const line = {
    lineId: `orl_${orderId}`,
    variantId: 'var_1',
    productId,
    categoryId: 'cat_1',
    storeId: null,
    type: 'PHYSICAL' as const,
    title: 'Oak lamp',
    sku: 'S',
    quantity: 1,
    packedQuantity: null,
    unitPrice: zero,
    tax: zero,
    taxIncluded: false,
    fee: zero,
  };
  const amounts = { items: zero, delivery: zero, tax: zero, taxIncluded: zero, discount: zero, fee: zero, total: zero };
  const about = { checkoutId: 'chk_1', number: 'SO-1', status: 'CONFIRMED', sellerId: 'slr_1', buyerId };
  const order = { ...about, deliveryMethod: 'STANDARD' as const, country: 'DE', lines: [line, line], ...amounts };
  return newEvent(
    ordersOrder,
    'confirmed',
    { subject: orderId, sequence: 1, data: { order } },
    { ...trail, now: () => at },
  );
}

describe('clicks on adverts', () => {
  let stand: Stand;
  let ada: TestSeller;
  beforeAll(async () => {
    stand = await openStand();
    ada = await stand.seller('Ada');
  });
  afterAll(() => stand.close());

  const tokenFor = async (keyword: string): Promise<string> =>
    (await stand.promoted(`placement: SEARCH, search: "${keyword}"`))[0]![1];

  const pass = (ms: number): void => {
    stand.clock.now = new Date(stand.clock.now.getTime() + ms);
  };

  /** A running advert alone at its place, with tokens of `count` impressions. */
  async function shown(terms: object = {}, count = 1, productId?: string) {
    const keyword = newId('req').slice(-12);
    const advertised = productId ?? (await stand.product(ada));
    const id = await stand.advert(ada, advertised, { placements: ['SEARCH'], keywords: [keyword], ...terms });
    const tokens: string[] = [];
    for (let index = 0; index < count; index += 1) tokens.push(await tokenFor(keyword));
    return { id, productId: advertised, keyword, tokens, token: tokens[0]! };
  }

  it('of 1,000 people at once, in two processes, cost no more than the budget of 100', async () => {
    const { id, tokens } = await shown({ costPerClick: eur('1.00'), totalBudget: eur('100.00') }, 120);
    const replica = await stand.replica();
    const text = 'mutation ($token: String!) { recordAdvertClick(input: { token: $token }) { __typename } }';
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => {
        const identity = { ...browser, clientAddress: `10.0.${index % 250}.1` };
        const token = tokens[index % tokens.length];
        return (index % 2 === 0 ? stand : replica).query(text, { token }, { as: someone(), identity });
      }),
    );
    const answered = new Set(answers.map(({ data }) => data['recordAdvertClick'].__typename));
    expect(answered).toEqual(new Set(['AdvertClickRecorded']));
    const report = await stand.report(ada, id);
    expect(report).toMatchObject({ status: 'EXHAUSTED', spent: { amount: '100.00' }, clicks: 100, freeClicks: 900 });
    expect((await stand.eventTypesOf(id)).filter((type) => type.endsWith('exhausted'))).toHaveLength(1);
    await replica.close();
  });

  it('cost nothing when they are the own ones, of the team, of staff, of robots, or repeated', async () => {
    const storeId = newId('sto');
    const [owner, member] = [await stand.seller('Owner'), someone()];
    await stand.member(storeId, idOf(owner.as), 'ADMIN');
    await stand.member(storeId, idOf(member), 'SUPPORT');
    const productId = await stand.product(owner, { storeId });
    const id = await stand.advert(owner, productId, { placements: ['SEARCH'], keywords: ['freely'] });
    const key = { kind: 'apiKey' as const, id: 'key_1', storeId, scopes: [] };
    for (const as of [owner.as, member, support, key]) await stand.click(await tokenFor('freely'), as);
    await stand.click(await tokenFor('freely'), someone(), { userAgent: 'Googlebot/2.1' });
    expect(await stand.report(owner, id)).toMatchObject({ clicks: 0, freeClicks: 5, spent: { amount: '0.00' } });
    const [visitor, seen] = [someone(), await tokenFor('freely')];
    await stand.click(seen, visitor);
    await stand.click(seen, visitor);
    await stand.click(seen, someone());
    await stand.click(await tokenFor('freely'), visitor);
    // Guests differ by their network and their program.
    for (const clientAddress of ['192.0.2.1', '192.0.2.1', '192.0.2.2']) {
      await stand.click(await tokenFor('freely'), { kind: 'anonymous' }, { clientAddress });
    }
    expect(await stand.report(owner, id)).toMatchObject({ clicks: 3, freeClicks: 9, spent: { amount: '0.30' } });
    pass(3_600_000);
    await stand.click(await tokenFor('freely'), visitor);
    expect(await stand.report(owner, id)).toMatchObject({ clicks: 4, freeClicks: 9 });
  });

  it('need a token that was made here, not long ago', async () => {
    const { id, token } = await shown();
    const forged = token.replace(/\.[\w-]+$/, `.${'A'.repeat(24)}`);
    expect(await stand.click(forged)).toEqual({ code: 'BAD_USER_INPUT', field: 'token' });
    pass(31 * 60_000);
    expect(await stand.click(token)).toMatchObject({ code: 'ADVERT_TOKEN_EXPIRED' });
    expect(await stand.report(ada, id)).toMatchObject({ clicks: 0, freeClicks: 0 });
  });

  it('cost nothing once the product is off sale', async () => {
    const { id, token, productId } = await shown();
    await stand.mutate(ada.as, 'pauseProduct', { productId });
    await stand.click(token);
    expect(await stand.report(ada, id)).toMatchObject({ clicks: 0, freeClicks: 1, status: 'RUNNING' });
  });

  it('are charged once: after an hour, and at once when the advert has ended', async () => {
    const { id, tokens, productId, keyword } = await shown({}, 3);
    const charges = async () =>
      (await stand.eventsOf(id)).filter(({ type }) => type === 'products.advert.charged').map(({ data }) => data);
    for (const token of tokens.slice(0, 2)) await stand.click(token);
    await stand.turn();
    expect(await charges()).toEqual([]);
    const from = stand.clock.now.toISOString();
    pass(3_600_000);
    await stand.turn();
    await stand.turn();
    const amount = { amountMinor: '20', currency: 'EUR' };
    const about = { chargeId: expect.stringMatching(/^adc_/), sellerId: ada.id, storeId: null, productId };
    expect(await charges()).toEqual([{ ...about, clicks: 2, amount, from }]);
    const late = await tokenFor(keyword);
    await stand.click(await tokenFor(keyword));
    await stand.mutate(ada.as, 'endAdvert', { advertId: id });
    await stand.turn();
    const all = await charges();
    expect(all.map(({ clicks }) => clicks)).toEqual([2, 1]);
    expect(new Set(all.map(({ chargeId }) => chargeId)).size).toBe(2);
    await stand.click(late);
    await stand.turn();
    expect(await charges()).toHaveLength(2);
    expect(await stand.report(ada, id)).toMatchObject({ clicks: 3, freeClicks: 1, spent: { amount: '0.30' } });
  });

  it('win the orders of their viewers within seven days, each once', async () => {
    const { id, productId, token } = await shown();
    const buyer = someone();
    await stand.click(token, buyer);
    const order = async (by: string | null, afterMs: number) => {
      const at = new Date(stand.clock.now.getTime() + afterMs);
      const event = confirmed(newId('ord'), productId, by, at);
      await stand.bus.publish(ordersOrder.name, [event, event]);
    };
    await order(idOf(buyer), -60_000);
    await order(idOf(buyer), 8 * 86_400_000);
    await order(null, 60_000);
    await order(newId('usr'), 60_000);
    await order(idOf(buyer), 60_000);
    await order(idOf(buyer), 86_400_000);
    await until('the orders are counted', async () => (await stand.report(ada, id)).ordersWon >= 2);
    expect(await stand.report(ada, id)).toMatchObject({ ordersWon: 2, clicks: 1 });
  });

  it('are forgotten of an erased person, and charged all the same', async () => {
    const { id, token } = await shown();
    const buyer = someone();
    await stand.click(token, buyer);
    const traces = async () =>
      (await stand.pool.query('SELECT FROM advert_click WHERE advert_id = $1 AND viewer <> id', [id])).rowCount;
    expect(await traces()).toBe(1);
    const about = { subject: idOf(buyer), sequence: 9, data: {} as never };
    await stand.bus.publish(usersUser.name, [
      newEvent(usersUser, 'erased', about, { ...trail, now: () => new Date() }),
    ]);
    await until('the click names no viewer', async () => (await traces()) === 0);
    expect(await stand.report(ada, id)).toMatchObject({ clicks: 1, spent: { amount: '0.10' } });
  });

  it('take a fixed number of statements, however many come together', async () => {
    const { tokens } = await shown({}, 6);
    const work = async (given: string[]) => {
      const { texts } = await stand.statements(() => Promise.all(given.map((token) => stand.click(token))));
      return texts.filter((text) => text.includes('advert')).length;
    };
    expect([await work(tokens.slice(0, 1)), await work(tokens.slice(1))]).toEqual([3, 3]);
  });

  it('keep the rules of adverts', async () => {
    const broken: Outcome[] = [];
    pass(3_600_000);
    await stand.turn();
    for (const { sql } of advertInvariants) {
      const bounds = `SELECT '-infinity'::timestamptz AS since, 'infinity'::timestamptz AS settled`;
      broken.push(...(await stand.pool.query(`WITH bounds AS (${bounds}) ${sql}`)).rows);
    }
    expect(broken).toEqual([]);
    const overspend = stand.pool.query('UPDATE advert SET spent_minor = total_budget_minor + 1');
    await expect(overspend).rejects.toThrow('advert_spends_within_budget');
  });
});
