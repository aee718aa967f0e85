import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, customer, type Market, openMarket, support } from './market.ts';

const whole =
  '... on Category { id slug name depth position version parent { id } ancestors { name } children { name position } translations { locale name } description }';

describe('categories', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
  });
  afterAll(() => market.close());

  const create = (input: object) => market.mutate(admin, 'createCategory', input, whole);
  const failure: Market['failure'] = (...args) => market.failure(...args);
  const children = async (id: string): Promise<string[]> => {
    const { data } = await market.query('query ($id: ID!) { category(id: $id) { children { name } } }', { id });
    return data['category'].children.map(({ name }: { name: string }) => name);
  };

  it('are an ordered tree of four levels with names in other languages', async () => {
    const home = await create({
      name: 'Home & Garden',
      translations: [
        { locale: 'de', name: 'Haus & Garten' },
        { locale: 'pt-BR', name: 'Casa' },
      ],
    });
    expect(home).toMatchObject({ slug: 'home-garden', depth: 0, parent: null, version: 1 });
    const light = await create({ name: 'Light', parentId: home.id });
    const lamps = await create({ name: 'Lamps', parentId: light.id });
    const bulbs = await create({ name: 'Bulbs', parentId: lamps.id });
    expect(bulbs).toMatchObject({
      depth: 3,
      parent: { id: lamps.id },
      ancestors: [{ name: 'Home & Garden' }, { name: 'Light' }, { name: 'Lamps' }],
    });
    expect(
      await market.mutate(
        admin,
        'createCategory',
        { name: 'Deeper', parentId: bulbs.id },
        '... on CategoryTooDeep { limit }',
      ),
    ).toMatchObject({
      code: 'CATEGORY_TOO_DEEP',
      limit: 4,
    });
    await create({ name: 'Garden', parentId: home.id });
    await create({ name: 'First', parentId: home.id, position: 0 });
    expect(await children(home.id)).toEqual(['First', 'Light', 'Garden']);
    const { data } = await market.query(
      '{ category(slug: "home-garden") { de: name(locale: "de-AT") pt: name(locale: "pt-BR") fr: name(locale: "fr") odd: name(locale: "constructor") } }',
    );
    expect(data['category']).toEqual({ de: 'Haus & Garten', pt: 'Casa', fr: 'Home & Garden', odd: 'Home & Garden' });
  });

  it('move with their descendants, but never into themselves or too deep', async () => {
    const [a, b] = [await create({ name: 'Alpha' }), await create({ name: 'Beta' })];
    const child = await create({ name: 'Alpha child', parentId: a.id });
    const grandchild = await create({ name: 'Alpha grandchild', parentId: child.id });
    const seller = await market.seller('Ada');
    const product = await market.product(seller, { categoryId: grandchild.id });
    const move = (input: object) => market.mutate(admin, 'moveCategory', input, whole);
    expect(await move({ categoryId: a.id, parentId: a.id })).toMatchObject({ code: 'CATEGORY_CYCLE' });
    expect(await move({ categoryId: a.id, parentId: grandchild.id })).toMatchObject({ code: 'CATEGORY_CYCLE' });
    expect(await move({ categoryId: a.id, parentId: b.id })).toMatchObject({ depth: 1, parent: { id: b.id } });
    const { data } = await market.query('query ($id: ID!) { category(id: $id) { depth ancestors { name } } }', {
      id: grandchild.id,
    });
    expect(data['category']).toEqual({
      depth: 3,
      ancestors: [{ name: 'Beta' }, { name: 'Alpha' }, { name: 'Alpha child' }],
    });
    const inBeta = await market.query('query ($id: ID!) { products(filter: { categoryId: $id }) { nodes { id } } }', {
      id: b.id,
    });
    expect(inBeta.data['products'].nodes).toEqual([{ id: product }]);
    const under = await create({ name: 'Gamma' });
    expect(await move({ categoryId: b.id, parentId: under.id })).toMatchObject({ code: 'CATEGORY_TOO_DEEP' });
    expect(await move({ categoryId: a.id, parentId: null, position: 0 })).toMatchObject({
      depth: 0,
      position: 0,
      parent: null,
    });
    const moved = (await market.told('products.category.moved')).at(-1);
    expect(moved).toMatchObject({
      subject: a.id,
      data: { category: { path: [a.id], position: 0 }, oldPath: [b.id, a.id] },
    });
  });

  it('are renamed everywhere at once', async () => {
    const made = await create({ name: 'Spoons', description: 'For soup' });
    const seller = await market.seller('Bob');
    await market.product(seller, { title: 'Silver thing', categoryId: made.id });
    const found = async (search: string): Promise<number> =>
      (
        await market.query('query ($search: String) { products(filter: { search: $search }) { totalCount } }', {
          search,
        })
      ).data['products'].totalCount;
    expect([await found('spoons'), await found('ladles')]).toEqual([1, 0]);
    const changed = await market.mutate(
      admin,
      'updateCategory',
      { categoryId: made.id, name: 'Ladles', slug: 'ladles', description: null, expectedVersion: 1 },
      whole,
    );
    expect(changed).toMatchObject({ name: 'Ladles', slug: 'ladles', description: null, version: 2 });
    expect([await found('ladles'), await found('spoons')]).toEqual([1, 0]);
    expect(await failure(admin, 'updateCategory', { categoryId: made.id, name: 'Late', expectedVersion: 1 })).toEqual({
      code: 'CONFLICT',
      field: 'expectedVersion',
    });
  });

  it('have unique slugs', async () => {
    await create({ name: 'Unique' });
    expect(await market.mutate(admin, 'createCategory', { name: 'Unique' }, '... on SlugTaken { slug }')).toMatchObject(
      { code: 'SLUG_TAKEN', slug: 'unique' },
    );
    const other = await create({ name: 'Other' });
    expect(await market.mutate(admin, 'updateCategory', { categoryId: other.id, slug: 'unique' })).toMatchObject({
      code: 'SLUG_TAKEN',
    });
    expect(await failure(admin, 'createCategory', { name: 'Odd', slug: 'Not A Slug' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'slug',
    });
  });

  it('are changed only by administrators', async () => {
    const { id } = await create({ name: 'Guarded' });
    for (const as of [customer, support]) {
      expect(await failure(as, 'createCategory', { name: 'Mine' })).toEqual({ code: 'FORBIDDEN' });
      expect(await failure(as, 'updateCategory', { categoryId: id, name: 'Mine' })).toEqual({ code: 'FORBIDDEN' });
      expect(await failure(as, 'moveCategory', { categoryId: id, parentId: null })).toEqual({ code: 'FORBIDDEN' });
    }
    expect(await failure({ kind: 'anonymous' }, 'createCategory', { name: 'Mine' })).toEqual({
      code: 'UNAUTHENTICATED',
    });
    expect(await failure(admin, 'updateCategory', { categoryId: 'cat_nothing', name: 'Ghost' })).toEqual({
      code: 'NOT_FOUND',
    });
    expect(await failure(admin, 'createCategory', { name: 'Lost', parentId: 'cat_nothing' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'parentId',
    });
  });

  it('stay a tree when two are moved into each other at the same time', async () => {
    const [a, b] = [await create({ name: 'Left' }), await create({ name: 'Right' })];
    const outcomes = await Promise.all([
      market.mutate(admin, 'moveCategory', { categoryId: a.id, parentId: b.id }),
      market.mutate(admin, 'moveCategory', { categoryId: b.id, parentId: a.id }),
    ]);
    expect(new Set(outcomes.map(({ __typename }) => __typename))).toEqual(new Set(['Category', 'CategoryCycle']));
  });
});
