import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { noteSeller } from '../../store/known-sellers.ts';
import { admin, customer, type Outcome, support, type TestSeller } from '../market.ts';
import { eur, openStand, type Stand } from './stand.ts';

describe('an advert, as its seller decides,', () => {
  let stand: Stand;
  let ada: TestSeller;
  beforeAll(async () => {
    stand = await openStand();
    ada = await stand.seller('Ada');
  });
  afterAll(() => stand.close());

  const terms = (productId: string, given: object = {}) => ({
    productId,
    placements: ['HOME'],
    costPerClick: eur('0.10'),
    totalBudget: eur('10.00'),
    idempotencyKey: newId('req'),
    ...given,
  });
  const whole = `... on Advert { id status placements startsAt endsAt priority costPerClick { amount } dailyBudget { amount }
    totalBudget { amount currency } keywords categories { id } product { id title } seller { id } version endedAt }`;

  it('creates a draft once for each key, and starts it when its time comes', async () => {
    const productId = await stand.product(ada);
    const startsAt = new Date(stand.clock.now.getTime() + 3_600_000);
    const endsAt = new Date(stand.clock.now.getTime() + 7_200_000);
    const window = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    const placements = ['HOME', 'HOME', 'CATEGORY'];
    const input = terms(productId, { ...window, keywords: ['Öl'], placements });
    const made = await stand.mutate(ada.as, 'createAdvert', input, whole);
    expect(made).toMatchObject({ status: 'DRAFT', priority: 5, keywords: ['ol'], placements: ['HOME', 'CATEGORY'] });
    expect(made).toMatchObject({ product: { id: productId }, seller: { id: ada.id }, dailyBudget: null, version: 1 });
    expect(made.categories).toHaveLength(1);
    const again = await Promise.all([1, 2, 3].map(() => stand.mutate(ada.as, 'createAdvert', input, whole)));
    expect(again).toEqual([made, made, made]);
    expect(await stand.failure(ada.as, 'createAdvert', { ...input, priority: 6 })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    const advertId = made.id;
    expect(await stand.mutate(ada.as, 'startAdvert', { advertId }, whole)).toMatchObject({ status: 'SCHEDULED' });
    await stand.turn();
    expect(await stand.report(ada, advertId)).toMatchObject({ status: 'SCHEDULED' });
    stand.clock.now = startsAt;
    await stand.turn();
    expect(await stand.report(ada, advertId)).toMatchObject({ status: 'RUNNING' });
    stand.clock.now = endsAt;
    await stand.turn();
    await stand.turn();
    expect(await stand.report(ada, advertId)).toMatchObject({ status: 'ENDED' });
    const types = ['created', 'scheduled', 'started', 'ended'].map((type) => `products.advert.${type}`);
    expect(await stand.eventTypesOf(advertId)).toEqual(types);
    expect(
      await stand.mutate(ada.as, 'startAdvert', { advertId }, '... on WrongAdvertStatus { status }'),
    ).toMatchObject({
      code: 'WRONG_ADVERT_STATUS',
      status: 'ENDED',
    });
  });

  it('changes its terms, and never its budget below what is spent', async () => {
    const advertId = await stand.advert(ada, await stand.product(ada), {
      placements: ['SEARCH'],
      keywords: ['changing'],
      costPerClick: eur('1.00'),
    });
    const [[, token] = []] = await stand.promoted('placement: SEARCH, search: "changing"');
    await stand.click(token!);
    const update = (given: object, selection = whole) =>
      stand.mutate(ada.as, 'updateAdvert', { advertId, ...given }, selection);
    expect(await update({ totalBudget: eur('1.99') }, '... on AdvertBudgetTooLow { spent { amount } }')).toMatchObject({
      code: 'ADVERT_BUDGET_TOO_LOW',
      spent: { amount: '1.00' },
    });
    const changed = await update({
      totalBudget: eur('2.00'),
      dailyBudget: eur('1.00'),
      priority: 9,
      endsAt: '2027-01-01T00:00:00Z',
    });
    expect(changed).toMatchObject({ totalBudget: { amount: '2.00' }, dailyBudget: { amount: '1.00' }, priority: 9 });
    expect(await update({ dailyBudget: null, endsAt: null })).toMatchObject({ dailyBudget: null, endsAt: null });
    expect(await update({})).toMatchObject({ version: changed.version + 1 });
    expect(await stand.failure(ada.as, 'updateAdvert', { advertId, startsAt: '2027-01-01T00:00:00Z' })).toMatchObject({
      field: 'startsAt',
    });
    expect(await stand.failure(ada.as, 'updateAdvert', { advertId, keywords: null })).toMatchObject({
      field: 'keywords',
    });
  });

  it.each<[string, object]>([
    ['placements', { placements: [] }],
    ['priority', { priority: 11 }],
    ['costPerClick.amount', { costPerClick: eur('0.00') }],
    ['costPerClick.currency', { costPerClick: { amount: '0.10', currency: 'USD' } }],
    ['totalBudget.amount', { totalBudget: eur('0.09') }],
    ['keywords', { placements: ['SEARCH'] }],
    ['keywords.0', { keywords: ['…'] }],
    ['categoryIds.0', { categoryIds: ['cat_unknown'] }],
    ['endsAt', { endsAt: '2020-01-01T00:00:00Z' }],
    ['idempotencyKey', { idempotencyKey: 'short' }],
  ])('is refused with a wrong value of %s', async (field, given) => {
    const productId = await stand.product(ada);
    expect(await stand.failure(ada.as, 'createAdvert', terms(productId, given))).toEqual({
      code: 'BAD_USER_INPUT',
      field,
    });
  });

  it('is refused for products that are incomplete or archived, and for sellers who are not active', async () => {
    const draft = await stand.product(ada, { variants: [] }, { publish: false });
    expect(await stand.mutate(ada.as, 'createAdvert', terms(draft))).toMatchObject({ code: 'PRODUCT_INCOMPLETE' });
    const archived = await stand.product(ada);
    await stand.mutate(ada.as, 'archiveProduct', { productId: archived });
    expect(await stand.mutate(ada.as, 'createAdvert', terms(archived))).toMatchObject({
      code: 'WRONG_PRODUCT_STATUS',
    });
    const seller = await stand.seller('Gone');
    const productId = await stand.product(seller);
    const advertId = await stand.advert(seller, productId);
    const userId = seller.as.kind === 'user' ? seller.as.id : '';
    const facts = { id: seller.id, userId, displayName: 'Gone', handle: 'gone' };
    await noteSeller(stand.pool, { ...facts, status: 'SUSPENDED', sequence: 2 });
    for (const [mutation, input] of [
      ['createAdvert', terms(productId)],
      ['updateAdvert', { advertId, priority: 1 }],
    ] as const) {
      expect(await stand.mutate(seller.as, mutation, input)).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
    }
    expect(await stand.mutate(seller.as, 'pauseAdvert', { advertId }, whole)).toMatchObject({ status: 'PAUSED' });
    expect(await stand.mutate(seller.as, 'endAdvert', { advertId }, whole)).toMatchObject({ status: 'ENDED' });
  });

  it('is seen and changed by those who manage the product, and seen by support', async () => {
    const storeId = newId('sto');
    const [owner, member, guest] = [await stand.seller('Store'), person(newId('usr')), person(newId('usr'))];
    for (const [as, role] of [
      [owner.as, 'ADMIN'],
      [member, 'MEMBER'],
      [guest, 'GUEST'],
    ] as const) {
      await stand.member(storeId, as.kind === 'user' ? as.id : '', role);
    }
    const advertId = await stand.advert(owner, await stand.product(owner, { storeId }));
    const seen = async (as: typeof member) => {
      const text = `query ($id: ID!) { advert(id: $id) { id } adverts(sellerId: "${owner.id}") { nodes { id } } }`;
      const { data } = await stand.query(text, { id: advertId }, { as });
      return [data['advert'], data['adverts'].nodes];
    };
    for (const as of [owner.as, member, support, admin])
      expect(await seen(as)).toEqual([{ id: advertId }, [{ id: advertId }]]);
    for (const as of [guest, customer, ada.as]) expect(await seen(as)).toEqual([null, []]);
    for (const as of [guest, customer, ada.as, support]) {
      for (const mutation of ['startAdvert', 'pauseAdvert', 'endAdvert', 'updateAdvert']) {
        expect(await stand.failure(as, mutation, { advertId })).toEqual({ code: 'NOT_FOUND' });
      }
    }
    expect(await stand.mutate(member, 'pauseAdvert', { advertId }, whole)).toMatchObject({ status: 'PAUSED' });
  });

  it('is listed with as many statements for five as for twenty', async () => {
    const seller = await stand.seller('Many');
    const ids: string[] = [];
    for (let index = 0; index < 20; index += 1) ids.push(await stand.advert(seller, await stand.product(seller)));
    const page = async (args: string): Promise<Outcome> => {
      const text = `{ adverts(${args}, status: [RUNNING]) { nodes { id impressions clicks ordersWon report { date } product { title }
        categories { name } } pageInfo { hasNextPage endCursor } } }`;
      const { result, count } = await stand.statements(() => stand.query(text, {}, { as: seller.as }));
      return { ...result.data['adverts'], count };
    };
    const [five, all] = [await page('first: 5'), await page('first: 20')];
    expect([five.count, all.count]).toEqual([6, 6]);
    const rest = await page(`first: 20, after: "${five.pageInfo.endCursor}"`);
    expect([...five.nodes, ...rest.nodes]).toEqual(all.nodes);
    expect(all.nodes.map(({ id }: Outcome) => id).toSorted()).toEqual(ids.toSorted());
    const odd = await stand.query('{ adverts(sellerId: "none") { nodes { id } } }', {}, { as: seller.as });
    expect(odd.data['adverts'].nodes).toEqual([]);
    const report = (args: string) =>
      stand.query(
        `query ($id: ID!) { advert(id: $id) { report(${args}) { date } } }`,
        { id: ids[0] },
        { as: seller.as },
      );
    expect((await report('until: "0001-01-05"')).data['advert'].report).toEqual([]);
    for (const [args, field] of [
      ['from: "2026-03-02", until: "2026-03-01"', 'from'],
      ['from: "2025-03-02", until: "2026-03-01"', 'from'],
      ['until: "yesterday"', 'until'],
    ] as const) {
      expect((await report(args)).errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    }
  });
});
