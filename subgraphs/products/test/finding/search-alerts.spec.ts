import { afterAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { unseal } from '@soko/seal';
import { admin, type Outcome, sealKey, support } from '../market.ts';
import { noteSeller } from '../../store/known-sellers.ts';
import { type Alerts, openAlerts } from './alert-scene.ts';

type Person = Extract<Viewer, { kind: 'user' }>;

const scene: Alerts = await openAlerts();
const {
  market,
  ada,
  passMinutes,
  someone,
  save,
  update,
  watch,
  newWord,
  lamp,
  pause,
  publish,
  price,
  match,
  turn,
  messages,
  announced,
} = scene;
afterAll(() => market.close());

describe('alerts of saved searches', () => {
  it('tell once of a product that is put on sale, with what a message needs', async () => {
    const as = someone();
    const word = newWord();
    const before = await lamp(`${word} before`);
    await turn();
    const saved = await save(as, { search: word });
    expect(saved).toMatchObject({ alert: true, alertedAt: null });
    const draft = await market.product(ada, { title: `${word} draft` }, { publish: false });
    expect(await announced(saved.id)).toEqual([]);
    await publish(draft);
    expect(await announced(saved.id)).toEqual([[draft]]);
    expect(await announced(saved.id)).toEqual([[draft]]);
    const [event] = await messages(saved.id);
    expect(event).toMatchObject({ sequence: 1, actor: { kind: 'service', id: 'products' } });
    expect(event!.data).toEqual({
      userId: as.id,
      name: expect.any(String),
      count: 1,
      products: [
        {
          productId: draft,
          slug: expect.stringContaining('draft'),
          title: `${word} draft`,
          price: { amountMinor: '1250', currency: 'EUR' },
        },
      ],
    });
    expect(unseal(sealKey, 'saved-search', event!.data.name)).toBe('Mine');
    const { data } = await market.query('{ savedSearches { alert alertedAt } }', {}, { as });
    expect(data['savedSearches']).toEqual([{ alert: true, alertedAt: expect.any(String) }]);

    passMinutes(61);
    for (const productId of [before, draft]) {
      await pause(productId);
      await publish(productId);
    }
    expect(await announced(saved.id)).toEqual([[draft], [before]]);
  });

  it('tell of a price that falls into the filter, and of no other change', async () => {
    const word = newWord();
    const [cheap, dear] = [await lamp(`${word} cheap`, '30.00'), await lamp(`${word} dear`, '90.00')];
    await turn();
    const id = await watch({ search: word, price: { currency: 'EUR', min: '10', max: '50' } });
    await price(cheap, '25.00');
    await price(cheap, '40.00');
    await price(dear, '60.00');
    await market.mutate(ada.as, 'updateProduct', { productId: cheap, title: `${word} renamed` });
    expect(await announced(id)).toEqual([]);
    await price(dear, '50.00');
    expect(await announced(id)).toEqual([[dear]]);
    const other = await watch({ search: word, price: { currency: 'USD', max: '40' } });
    await price(dear, '39.00', 'USD');
    expect(await announced(other)).toEqual([[dear]]);
  });

  it('compare every condition of a filter', async () => {
    const word = newWord();
    const [parent, elsewhere] = [await market.category(newWord()), await market.category(newWord())];
    const child = await market.category(newWord(), parent);
    const storeId = newId('sto');
    const seller = await market.seller('Cleo');
    const title = `${word} oak lamp`;
    const options = { categoryId: child, condition: 'GOOD', tags: ['Reading', 'oak'], description: 'A brass foot' };
    const draft = await market.product(seller, { title, ...options }, { publish: false });
    await market.pool.query(
      'UPDATE product SET store_id = $2, rating_count = 2, rating_sum = 9, rating_rank = $3 WHERE id = $1',
      [draft, storeId, (((2 * 9 + 35) * 500) / 7) | 0],
    );
    const fitting: object[] = [
      { search: `${word} lamps` },
      { search: `"oak lamp" ${word}` },
      { search: `velvet or ${word}` },
      { search: `${word} brass -steel` },
      { sellerId: seller.id },
      { storeId },
      { categoryId: child },
      { categoryId: parent },
      { ids: [newId('prd'), draft] },
      { tags: ['reading', 'OAK'], search: word },
      { tags: ['reading'], sellerId: seller.id },
      { search: word, condition: ['NEW', 'GOOD'], type: ['PHYSICAL'], inStock: true },
      { search: word, minRating: '4.5' },
      { search: word, price: { min: '12.50', max: '12.50' } },
      { sellerId: seller.id, price: { currency: 'EUR' } },
    ];
    const others: object[] = [
      { search: `"lamp oak" ${word}` },
      { search: `${word} -brass` },
      { search: `${word} steel` },
      { sellerId: ada.id },
      { storeId: newId('sto') },
      { categoryId: elsewhere },
      { ids: [newId('prd')] },
      { ids: [], search: word },
      { search: word, tags: ['oak', 'velvet'] },
      { search: word, sellerId: ada.id },
      { search: word, categoryId: elsewhere },
      { search: word, storeId: newId('sto') },
      { search: word, condition: ['NEW'] },
      { search: word, type: ['DIGITAL'] },
      { search: word, minRating: '4.51' },
      { search: word, price: { max: '12.49' } },
      { search: word, price: { min: '12.51' } },
      { search: word, price: { currency: 'USD' } },
    ];
    const watchAll = async (filters: object[]) => {
      const found: [object, string][] = [];
      for (const filter of filters) found.push([filter, await watch(filter)]);
      return found;
    };
    const [yes, no] = [await watchAll(fitting), await watchAll(others)];
    await market.mutate(seller.as, 'publishProduct', { productId: draft });
    await turn();
    const told = new Map((await market.told('products.saved_search.matched')).map((event) => [event.subject, event]));
    expect(yes.filter(([, id]) => !told.has(id))).toEqual([]);
    expect(no.filter(([, id]) => told.has(id))).toEqual([]);
    // The catalogue itself finds the same.
    for (const [filters, count] of [
      [fitting, 1],
      [others, 0],
    ] as const) {
      for (const filter of filters) {
        const text = 'query ($filter: ProductFilter!) { products(filter: $filter) { nodes { id } } }';
        const { data } = await market.query(text, { filter });
        const ids = data['products'].nodes.map(({ id }: Outcome) => id);
        expect([filter, ids.filter((id: string) => id === draft)]).toEqual([filter, Array(count).fill(draft)]);
      }
    }
  });

  it('leave out own products, sold-out ones, and what support or a suspension hides', async () => {
    const word = newWord();
    const storeId = newId('sto');
    const member = someone();
    await market.member(storeId, member.id, 'SUPPORT');
    const seller = await market.seller('Dora');
    const [own, team, id] = [
      await watch({ search: word }, seller.as),
      await watch({ search: word }, member),
      await watch({ search: word }),
    ];
    const [first, soldOut, blocked] = [
      await lamp(`${word} first`, '20.00', {}, seller),
      await market.product(seller, { title: `${word} sold out` }, { publish: false }),
      await lamp(`${word} blocked`, '20.00', {}, seller),
    ];
    await market.pool.query('UPDATE product SET store_id = $2 WHERE title LIKE $1', [`${word}%`, storeId]);
    await market.pool.query('UPDATE variant SET available = 0 WHERE product_id = $1', [soldOut]);
    await market.mutate(seller.as, 'publishProduct', { productId: soldOut });
    await market.mutate(support, 'blockProduct', { productId: blocked, reason: 'Counterfeit' });
    expect(await announced(id)).toEqual([[first]]);
    expect([...(await announced(own)), ...(await announced(team))]).toEqual([]);

    passMinutes(61);
    const later = await lamp(`${word} later`, '20.00', {}, seller);
    const [as] = [seller.as as Person];
    const facts = { id: seller.id, userId: as.id, displayName: 'Dora', handle: 'dora' };
    await match();
    await noteSeller(market.pool, { ...facts, status: 'SUSPENDED', sequence: 2 });
    expect(await announced(id)).toEqual([[first]]);
    await noteSeller(market.pool, { ...facts, status: 'ACTIVE', sequence: 3 });
    expect(await announced(id)).toEqual([[first], [later]]);
    passMinutes(61);
    await market.mutate(admin, 'unblockProduct', { productId: blocked });
    expect(await announced(id)).toEqual([[first], [later], [blocked]]);
  });

  it('gather many products into one message in an hour, and forget those that are gone by then', async () => {
    const word = newWord();
    const id = await watch({ search: word });
    const first = await lamp(word);
    expect(await announced(id)).toEqual([[first]]);
    const later: string[] = [];
    for (let index = 0; index < 7; index += 1) later.push(await lamp(`${word} ${index}`));
    passMinutes(50);
    expect(await announced(id)).toEqual([[first]]);
    await pause(later[3]!);
    await price(later[4]!, '19.00');
    passMinutes(11);
    expect(await announced(id)).toEqual([[first], expect.any(Array)]);
    const [, digest] = await messages(id);
    expect(digest).toMatchObject({ sequence: 2, data: { count: 6 } });
    expect(digest!.data.products).toHaveLength(5);
    expect(digest!.data.products.map((each: Outcome) => each.productId)).not.toContain(later[3]);
    passMinutes(61);
    await publish(later[3]!);
    expect((await announced(id))[2]).toEqual([later[3]]);
  });

  it('say nothing while they are off', async () => {
    const as = someone();
    const word = newWord();
    const { id, alert } = await save(as, { search: word }, { alert: null });
    expect(alert).toBe(false);
    await lamp(`${word} unseen`);
    expect(await announced(id)).toEqual([]);
    await turn();
    expect(await update(as, id, { alert: true })).toMatchObject({ alert: true });
    const seen = await lamp(`${word} seen`);
    expect(await announced(id)).toEqual([[seen]]);
    const waiting = await lamp(`${word} waiting`);
    await match();
    expect(await update(as, id, { alert: false })).toMatchObject({ alert: false });
    passMinutes(61);
    await lamp(`${word} missed`);
    expect(await announced(id)).toEqual([[seen]]);
    await update(as, id, { alert: true, name: 'Again' });
    await pause(waiting);
    await publish(waiting);
    expect(await announced(id)).toEqual([[seen], [waiting]]);
  });

  it('follow a filter that changes, also for what waits', async () => {
    const as = someone();
    const [one, two] = [newWord(), newWord()];
    const { id } = await save(as, { search: one });
    await lamp(one);
    await match();
    expect(await update(as, id, { filter: { search: two } })).toMatchObject({ alert: true });
    const other = await lamp(two);
    expect(await announced(id)).toEqual([[other]]);
  });

  it('need a filter that narrows, and goods in stock', async () => {
    const as = someone();
    const mistakes: [object, string][] = [
      [{ price: { max: '10' } }, 'filter'],
      [{ condition: ['NEW'], tags: [] }, 'filter'],
      [{ search: 'lamp', inStock: false }, 'filter.inStock'],
      [{ search: '-lamp' }, 'filter.search'],
      [{ search: 'lamp OR -red' }, 'filter.search'],
    ];
    for (const [filter, field] of mistakes) {
      const mistake = { code: 'BAD_USER_INPUT', field };
      expect(await market.failure(as, 'saveSearch', { name: 'Wide', filter, alert: true })).toEqual(mistake);
      const { id } = await save(as, filter, { name: field + JSON.stringify(filter), alert: false });
      expect(await market.failure(as, 'updateSavedSearch', { savedSearchId: id, alert: true })).toEqual(mistake);
    }
    const { id } = await save(as, { search: 'lamp' }, { name: 'Lamps' });
    expect(await market.failure(as, 'updateSavedSearch', { savedSearchId: id, alert: null })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'alert',
    });
    expect((await save(as, { search: 'lamp' }, { name: 'Lamps' })).id).toBe(id);
    const same = await market.mutate(as, 'saveSearch', { name: 'Lamps', filter: { search: 'lamp' } });
    expect(same.code).toBe('SAVED_SEARCH_NAME_TAKEN');
  });
});
