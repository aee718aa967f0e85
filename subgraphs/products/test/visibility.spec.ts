import { anonymous, type Viewer } from '@soko/auth';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { noteSeller } from '../store/known-sellers.ts';
import { admin, customer, type Market, openMarket, support, type TestSeller, variant } from './market.ts';

const statuses = ['DRAFT', 'ACTIVE', 'PAUSED', 'BLOCKED', 'ARCHIVED', 'HIDDEN'] as const;
const viewers = [
  'an anonymous viewer',
  'a customer',
  'another seller',
  'its seller',
  'a member of its store',
  'a guest of its store',
  'support',
  'an administrator',
] as const;

/** Every way to read a single product. Each returns true if the product is visible. */
const singleReads: Record<string, (market: Market, id: string, as: Viewer) => Promise<boolean>> = {
  'product(id)': async (market, id, as) =>
    (await market.query('query ($id: ID!) { product(id: $id) { title } }', { id }, { as })).data['product'] !== null,
  'product(slug)': async (market, id, as) => {
    const { rows } = await market.pool.query<{ slug: string }>('SELECT slug FROM product WHERE id = $1', [id]);
    const { slug } = rows[0]!;
    return (
      (await market.query('query ($slug: String!) { product(slug: $slug) { title } }', { slug }, { as })).data[
        'product'
      ] !== null
    );
  },
  'a reference': async (market, id, as) => {
    const text = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { title } } }';
    return (await market.query(text, { r: [{ __typename: 'Product', id }] }, { as })).data['_entities'][0] !== null;
  },
  'a reference to its variant': async (market, id, as) => {
    const { rows } = await market.pool.query<{ id: string }>('SELECT id FROM variant WHERE product_id = $1', [id]);
    const text = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Variant { sku product { title } } } }';
    return (
      (await market.query(text, { r: [{ __typename: 'Variant', id: rows[0]!.id }] }, { as })).data['_entities'][0] !==
      null
    );
  },
};

/** Lists of products on sale. They are the same for every viewer, also for the owner. */
const publicLists: typeof singleReads = {
  'the list': async (market, id, as) => {
    const { data } = await market.query('{ products(first: 100) { nodes { id } } }', {}, { as });
    return data['products'].nodes.some((node: { id: string }) => node.id === id);
  },
  'the ids filter': async (market, id, as) => {
    const { data } = await market.query(
      'query ($ids: [ID!]) { products(filter: { ids: $ids }) { nodes { id } totalCount } }',
      { ids: [id] },
      { as },
    );
    expect(data['products'].totalCount).toBe(data['products'].nodes.length);
    return data['products'].nodes.length > 0;
  },
  'the search and its facets': async (market, id, as) => {
    const { rows } = await market.pool.query<{ tags: string[] }>('SELECT tags FROM product WHERE id = $1', [id]);
    const tag = rows[0]!.tags[0]!;
    const text =
      'query ($search: String) { products(filter: { search: $search }) { nodes { id } facets { name values { value count } } correctedSearch } }';
    const { data } = await market.query(text, { search: tag }, { as });
    const found = data['products'].nodes.length > 0;
    const inFacets = JSON.stringify(data['products'].facets).includes(tag);
    expect(inFacets).toBe(found);
    return found;
  },
  'its category': async (market, id, as) => {
    const { data } = await market.query('{ categories { products(first: 100) { nodes { id } } } }', {}, { as });
    return data['categories'].some(({ products }: { products: { nodes: { id: string }[] } }) =>
      products.nodes.some((node) => node.id === id),
    );
  },
  'its seller': async (market, id, as) => {
    const { rows } = await market.pool.query<{ seller_id: string }>('SELECT seller_id FROM product WHERE id = $1', [
      id,
    ]);
    const text =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Seller { products(first: 100) { nodes { id } } } } }';
    const { data } = await market.query(text, { r: [{ __typename: 'Seller', id: rows[0]!.seller_id }] }, { as });
    return data['_entities'][0].products.nodes.some((node: { id: string }) => node.id === id);
  },
};

describe('the visibility of a product', () => {
  let market: Market;
  let ada: TestSeller;
  let hidden: TestSeller;
  const ids: Record<string, string> = {};
  const as: Record<string, Viewer> = {};

  beforeAll(async () => {
    market = await openMarket();
    [ada, hidden] = [await market.seller('Ada'), await market.seller('Hidden')];
    as['an anonymous viewer'] = anonymous;
    as['a customer'] = customer;
    as['another seller'] = (await market.seller('Bob')).as;
    as['its seller'] = ada.as;
    as['a member of its store'] = person('usr_member');
    as['a guest of its store'] = person('usr_guest');
    as['support'] = support;
    as['an administrator'] = admin;
    await market.member('sto_1', 'usr_member', 'MEMBER');
    await market.member('sto_1', 'usr_guest', 'GUEST');
    for (const seller of [ada, hidden])
      await market.member('sto_1', seller.as.kind === 'user' ? seller.as.id : '', 'ADMIN');
    for (const status of statuses) {
      const seller = status === 'HIDDEN' ? hidden : ada;
      const word = `zz${status.toLowerCase()}zz`;
      const input = { title: `Lamp ${status}`, tags: [word], storeId: 'sto_1', variants: [variant(`SEE-${status}`)] };
      const id = await market.product(seller, input, { publish: status !== 'DRAFT' });
      ids[status] = id;
      if (status === 'PAUSED') await market.mutate(ada.as, 'pauseProduct', { productId: id });
      if (status === 'ARCHIVED') await market.mutate(ada.as, 'archiveProduct', { productId: id });
      if (status === 'BLOCKED') await market.mutate(support, 'blockProduct', { productId: id, reason: 'Because' });
    }
    const userId = hidden.as.kind === 'user' ? hidden.as.id : '';
    await noteSeller(market.pool, {
      id: hidden.id,
      userId,
      displayName: 'Hidden',
      handle: 'hidden',
      status: 'SUSPENDED',
      sequence: 2,
    });
    as['its seller, suspended'] = hidden.as;
  });
  afterAll(() => market.close());

  const sees = (viewer: string, status: string): boolean =>
    status === 'ACTIVE' ||
    ['a member of its store', 'support', 'an administrator'].includes(viewer) ||
    viewer === 'its seller';

  describe.each(Object.keys(singleReads))('through %s', (read) => {
    it.each(viewers)('%s sees only permitted products', async (viewer) => {
      const seen = statuses.map(async (status) => [
        status,
        await singleReads[read]!(market, ids[status]!, as[viewer]!),
      ]);
      // Both sellers are administrators of the store, so each sees the other's products.
      expect(await Promise.all(seen)).toEqual(statuses.map((status) => [status, sees(viewer, status)]));
    });
  });

  describe.each(Object.keys(publicLists))('in %s', (list) => {
    it.each(viewers)('%s finds only products on sale', async (viewer) => {
      const found = statuses.map(async (status) => [
        status,
        await publicLists[list]!(market, ids[status]!, as[viewer]!),
      ]);
      expect(await Promise.all(found)).toEqual(statuses.map((status) => [status, status === 'ACTIVE']));
    });
  });

  it('does not show in what a stranger is answered who tries to change or wish for it', async () => {
    const stranger = as['another seller']!;
    const attempts: Record<string, object> = {
      updateProduct: { title: 'Mine now' },
      publishProduct: {},
      pauseProduct: {},
      archiveProduct: {},
      addVariant: { variant: variant('STOLEN-1') },
      attachMedia: { uploadId: newId('upl') },
      reorderMedia: { mediaIds: [] },
      removeMedia: { mediaId: newId('med') },
      addToWishlist: {},
      removeFromWishlist: {},
    };
    const ofVariant: Record<string, object> = { updateVariant: { sku: 'STOLEN-2' }, removeVariant: {} };
    const answerOf = async (mutation: string, input: object) => {
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on UserError { code message } } }`;
      const { data, errors } = await market.query(text, { input }, { as: stranger });
      return JSON.stringify([data, errors?.map(({ message, extensions }) => [message, extensions])]);
    };
    for (const status of statuses.filter((each) => each !== 'ACTIVE')) {
      const productId = ids[status]!;
      const { rows } = await market.pool.query<{ id: string }>('SELECT id FROM variant WHERE product_id = $1', [
        productId,
      ]);
      const variantId = rows[0]!.id;
      for (const [mutation, more] of Object.entries(attempts)) {
        const unknown = await answerOf(mutation, { productId: newId('prd'), ...more });
        expect([status, await answerOf(mutation, { productId, ...more })]).toEqual([status, unknown]);
      }
      for (const [mutation, more] of Object.entries(ofVariant)) {
        const unknown = await answerOf(mutation, { variantId: newId('var'), ...more });
        expect([status, await answerOf(mutation, { variantId, ...more })]).toEqual([status, unknown]);
      }
    }
  });

  it('is limited to its managers in lists by status', async () => {
    const text =
      '{ products(filter: { status: [DRAFT, PAUSED, BLOCKED, ARCHIVED] }) { nodes { id } totalCount facets { values { count } } } }';
    for (const viewer of viewers) {
      const { data } = await market.query(text, {}, { as: as[viewer]! });
      const found = data['products'].nodes.length;
      const expected = ['its seller', 'a member of its store', 'support', 'an administrator'].includes(viewer) ? 4 : 0;
      expect([viewer, found, data['products'].totalCount]).toEqual([viewer, expected, expected]);
    }
  });

  it('is limited to its managers for its history', async () => {
    const text = 'query ($id: ID!) { product(id: $id) { history { to } } }';
    for (const viewer of viewers) {
      const { data } = await market.query(text, { id: ids['ACTIVE'] }, { as: as[viewer]! });
      const shown = data['product'].history !== null;
      expect([viewer, shown]).toEqual([
        viewer,
        ['its seller', 'a member of its store', 'support', 'an administrator'].includes(viewer),
      ]);
    }
  });

  it('keeps words of products that were never on sale out of corrections', async () => {
    const { data } = await market.query('{ products(filter: { search: "zzdraftz" }) { correctedSearch } }');
    expect(data['products'].correctedSearch).not.toBe('zzdraftzz');
  });
});
