import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customer, type Market, openTwoSellers, type TestSeller, variant } from '../market.ts';

describe('similar products', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    ({ market, ada, bob } = await openTwoSellers());
  });
  afterAll(() => market.close());

  let made = 0;
  const priced = (title: string, amount: string, more: Record<string, unknown> = {}, currency = 'EUR') => ({
    title,
    variants: [variant(`SIMILAR-${(made += 1)}`, amount, currency)],
    ...more,
  });
  const similar = async (id: string, args = '', as = customer): Promise<string[]> => {
    const text = `query ($id: ID!) { product(id: $id) { similar${args} { id } } }`;
    const { data, errors } = await market.query(text, { id }, { as });
    if (errors) throw new Error(JSON.stringify(errors));
    return data['product'].similar.map((each: { id: string }) => each.id);
  };

  it('are of the same category and currency, with the same words before other words, and near prices before far ones', async () => {
    const [lamps, chairs] = [await market.category('Lamps'), await market.category('Chairs')];
    const lamp = (title: string, amount: string, more = {}, currency = 'EUR') =>
      market.product(ada, priced(title, amount, { categoryId: lamps, ...more }, currency));
    const one = await lamp('Oak desk lamp', '50.00', { tags: ['reading'] });
    const far = await lamp('Glass globe', '400.00');
    const near = await lamp('Glass globe', '55.00');
    const sameWords = await lamp('Desk lamp of oak', '80.00', { tags: ['reading'] });
    const someWords = await lamp('Steel desk light', '80.00');
    const worn = await lamp('Glass globe', '55.00', { condition: 'FAIR' });
    await lamp('Oak desk lamp', '50.00', {}, 'USD');
    await market.product(ada, priced('Oak desk lamp', '50.00', { categoryId: chairs }));
    expect(await similar(one)).toEqual([sameWords, someWords, near, worn, far]);
  });

  it('are on sale, those in stock first, and never the product itself', async () => {
    const categoryId = await market.category('Clocks');
    const clock = (seller = ada, options = {}) =>
      market.product(seller, priced('Wall clock', '30.00', { categoryId }), options);
    const one = await clock();
    const soldOut = await clock(bob, { stocked: false });
    await market.pool.query(`UPDATE variant SET available = 0 WHERE product_id = $1`, [soldOut]);
    await market.pool.query(`UPDATE product SET status = 'SOLD_OUT' WHERE id = $1`, [soldOut]);
    const other = await clock(bob);
    const paused = await clock();
    const draft = await clock(ada, { publish: false });
    expect((await similar(one)).toSorted()).toEqual([soldOut, other, paused].toSorted());
    await market.mutate(ada.as, 'pauseProduct', { productId: paused });
    expect(await similar(one)).toEqual([other, soldOut]);
    expect(await similar(draft, '', ada.as)).toHaveLength(3);
    await market.pool.query(`UPDATE product SET seller_hidden = true WHERE id = $1`, [other]);
    expect(await similar(one)).toEqual([soldOut]);
  });

  it('understand titles with quotes, backslashes and operators', async () => {
    const categoryId = await market.category('Signs');
    const sign = (title: string) => market.product(ada, priced(title, '9.00', { categoryId, tags: [`o'neill & | !`] }));
    const [one, two] = [await sign(`It's \\ a 'sign' & | ! :* <->`), await sign('Another sign')];
    expect(await similar(one)).toEqual([two]);
  });

  it('take one statement for a whole list, and the same order each time', async () => {
    const categoryId = await market.category('Vases');
    for (let index = 0; index < 12; index += 1) {
      await market.product(ada, priced('Vase', `${20 + (index % 3)}.00`, { categoryId }));
    }
    const text = `query ($c: ID!, $n: Int!) { products(filter: { categoryId: $c }, first: $n) {
      nodes { id few: similar(first: 2) { id } many: similar(first: 20) { id category { id } } } } }`;
    const read = (n: number) => market.statements(() => market.query(text, { c: categoryId, n }));
    await read(2);
    const [two, twelve] = [await read(2), await read(12)];
    expect([two.count, twelve.count]).toEqual([2, 2]);
    const again = await read(12);
    expect(again.result.data).toEqual(twelve.result.data);
    for (const { id, few, many } of twelve.result.data['products'].nodes) {
      expect(many).toHaveLength(11);
      expect(many.map((each: { id: string }) => each.id)).not.toContain(id);
      expect(few).toEqual(many.slice(0, 2).map((each: { id: string }) => ({ id: each.id })));
      expect(many[0].category.id).toBe(categoryId);
    }
  });

  it('are at most 20', async () => {
    const id = await market.product(ada);
    for (const first of [0, 21]) {
      const { errors } = await market.query(`{ product(id: "${id}") { similar(first: ${first}) { id } } }`);
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'first' });
    }
  });

  it('of a draft without a category or a price are none', async () => {
    const { id } = await market.mutate(
      ada.as,
      'createProduct',
      { title: 'Bare', type: 'PHYSICAL' },
      '... on Product { id }',
    );
    expect(await similar(id, '', ada.as)).toEqual([]);
  });
});
