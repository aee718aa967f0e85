import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { invariants } from '../../store/invariants.ts';
import { type Outcome, type TestSeller } from '../market.ts';
import { disputed, openReviews, type ReviewScene } from './scene.ts';

describe('ratings', () => {
  let scene: ReviewScene;
  let seller: TestSeller;
  beforeAll(async () => {
    scene = await openReviews();
    seller = await scene.seller('Ada');
  });
  afterAll(() => scene.close());

  /** A product with reviews of these stars, each by a buyer of their own. Returns the authors and their reviews. */
  async function rated(stars: readonly number[], overrides: object = {}) {
    const productId = await scene.product(seller, { ...overrides });
    const buyers = stars.map(() => scene.buyer());
    const orders = await scene.allDelivered(buyers.map((buyer) => ({ seller, buyer, products: [productId] })));
    const reviews: Outcome[] = await Promise.all(
      stars.map((rating, index) =>
        scene.submit(buyers[index]!, { orderId: orders[index], target: 'PRODUCT', productId, rating }),
      ),
    );
    return { productId, reviews: reviews.map(({ id }, index) => ({ id, by: buyers[index]! })), orders };
  }

  const list = async (args: string, variables: object = {}): Promise<Outcome> => {
    const types: Record<string, string> = { after: 'String', categoryId: 'ID' };
    const used = Object.keys(types).filter((name) => args.includes(`$${name}`));
    const head = used.length === 0 ? '' : `(${used.map((name) => `$${name}: ${types[name]}`).join(', ')})`;
    const { data, errors } = await scene.query(
      `query ${head} { products(${args}) { nodes { id rating { average } } pageInfo { endCursor hasNextPage } } }`,
      { ...variables },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data['products'];
  };

  const broken = async (name: string) => {
    const rule = invariants.find((each) => each.name === name)!;
    return (await scene.pool.query(rule.sql)).rows;
  };

  it('are exact when 100 people review, change, remove and vote at the same moment', async () => {
    const stars = Array.from({ length: 100 }, (_, index) => 1 + (index % 5));
    const { productId, reviews, orders } = await rated(stars);
    expect(await scene.rating(productId)).toEqual({ average: '3.00', count: 100, stars: [20, 20, 20, 20, 20] });
    const again = await Promise.all(
      reviews
        .slice(0, 10)
        .map(({ by }, index) => scene.submit(by, { orderId: orders[index], target: 'PRODUCT', productId, rating: 5 })),
    );
    expect(new Set(again.map(({ code }) => code))).toEqual(new Set(['ALREADY_REVIEWED']));
    await Promise.all(
      reviews.flatMap(({ id, by }, index) => [
        index % 2 === 0
          ? scene.mutate(by, 'updateReview', { reviewId: id, rating: 5 })
          : scene.mutate(by, 'removeReview', { reviewId: id }),
        scene.mutate(reviews[(index + 1) % 100]!.by, 'voteReview', { reviewId: id, helpful: index % 3 === 0 }),
      ]),
    );
    expect(await scene.rating(productId)).toEqual({ average: '5.00', count: 50, stars: [0, 0, 0, 0, 50] });
    for (const rule of ['ratings-are-their-reviews', 'review-votes-are-counted'])
      expect(await broken(rule)).toEqual([]);
    const { rows } = await scene.pool.query('SELECT sales FROM seller_score WHERE seller_id = $1', [seller.id]);
    expect(rows).toEqual([{ sales: 100 }]);
  });

  it('of one thing are submitted once when the same review is sent ten times in parallel', async () => {
    const { productId } = await rated([]);
    const buyer = scene.buyer();
    const orderId = await scene.delivered({ seller, buyer, products: [productId] });
    const input = { orderId, target: 'PRODUCT', productId, rating: 4 };
    const answers = await Promise.all(Array.from({ length: 10 }, () => scene.submit(buyer, input)));
    expect(answers.filter(({ __typename }) => __typename === 'Review')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'ALREADY_REVIEWED')).toHaveLength(9);
    expect(await scene.rating(productId)).toMatchObject({ count: 1 });
  });

  it('sort and filter the catalogue, with stable cursors, in one statement a page', async () => {
    const categoryId = await scene.category('Rated');
    const titled = { categoryId, title: 'Zebra lamp' };
    const [one, many, bad, none, fine] = [
      await rated([5], titled),
      await rated([5, 5, 5, 5, 4, 5, 5, 5, 5, 5], titled),
      await rated([1, 2], titled),
      await rated([], titled),
      await rated([4, 4, 5], titled),
    ].map(({ productId }) => productId);
    const best = [many, fine, one, none, bad];
    for (const filter of ['categoryId: $categoryId', 'categoryId: $categoryId, search: "zebra"']) {
      const whole = await list(`filter: { ${filter} }, sort: RATING`, { categoryId });
      expect(whole.nodes.map(({ id }: Outcome) => id)).toEqual(best);
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: Outcome = await list(`filter: { ${filter} }, sort: RATING, first: 2, after: $after`, {
          categoryId,
          after,
        });
        seen.push(...page.nodes.map(({ id }: Outcome) => id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(best);
    }
    const above = async (minRating: string, sort: string) => {
      const { nodes } = await list(`filter: { categoryId: $categoryId, minRating: "${minRating}" }, sort: ${sort}`, {
        categoryId,
      });
      return nodes.map(({ id }: Outcome) => id);
    };
    expect(await above('4.34', 'RATING')).toEqual([many, one]);
    expect(await above('4.33', 'RATING')).toEqual([many, fine, one]);
    expect(await above('1', 'NEWEST')).toEqual([fine, bad, many, one]);
    const { count } = await scene.statements(() => list('sort: RATING, first: 50'));
    expect(count).toBe(1);
    for (const minRating of ['0.99', '5.01', '4.555', '-1', '100']) {
      const { errors } = await scene.query(`{ products(filter: { minRating: "${minRating}" }) { nodes { id } } }`);
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'filter.minRating' });
    }
    const client = await scene.pool.connect();
    try {
      await client.query('BEGIN; SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off');
      const order = 'WHERE listed ORDER BY rating_rank DESC, id DESC LIMIT 20';
      const { rows } = await client.query(`EXPLAIN (FORMAT JSON) SELECT id FROM product ${order}`);
      expect(JSON.stringify(rows)).toContain('"Index Name":"product_rating_idx"');
      expect(JSON.stringify(rows)).not.toContain('"Sort"');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('are listed by time, votes and stars, for many products in one statement', async () => {
    const { productId, reviews } = await rated([3, 5, 1, 5]);
    const other = await rated([2, 2]);
    await scene.mutate(scene.buyer(), 'voteReview', { reviewId: reviews[2]!.id, helpful: true });
    const ask = async (args: string, after: string | null = null) => {
      const { data, errors } = await scene.query(
        `query ($id: ID!, $after: String) { product(id: $id) { reviews(${args}, after: $after) { nodes { id rating } pageInfo { endCursor } } } }`,
        { id: productId, after },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      return data['product'].reviews;
    };
    const stars = async (args: string) => (await ask(args)).nodes.map(({ rating }: Outcome) => rating);
    expect(await stars('sort: HIGHEST')).toEqual([5, 5, 3, 1]);
    expect(await stars('sort: LOWEST')).toEqual([1, 3, 5, 5]);
    expect(await stars('rating: 5')).toEqual([5, 5]);
    expect((await ask('sort: MOST_HELPFUL, first: 1')).nodes).toMatchObject([{ id: reviews[2]!.id }]);
    for (const sort of ['NEWEST', 'MOST_HELPFUL', 'HIGHEST', 'LOWEST']) {
      const whole = (await ask(`sort: ${sort}`)).nodes;
      const first = await ask(`sort: ${sort}, first: 3`);
      const rest = await ask(`sort: ${sort}, first: 3`, first.pageInfo.endCursor);
      expect([...first.nodes, ...rest.nodes]).toEqual(whole);
    }
    const text = `query ($ids: [ID!]) { products(filter: { ids: $ids }) { nodes {
      rating { average count distribution { count } } reviews(first: 5) { nodes { rating author { id } pictures { url } } } } } }`;
    const statements = async (ids: string[]) => (await scene.statements(() => scene.query(text, { ids }))).count;
    await statements([productId]);
    expect(await statements([productId])).toBe(3);
    expect(await statements([productId, other.productId])).toBe(3);
  });

  it('make the page of a seller: stars, sales and disputes, in four statements', async () => {
    const bob = await scene.seller('Bob');
    const goods = await scene.product(bob);
    const buyers = [scene.buyer(), scene.buyer(), scene.buyer()];
    const orders = await scene.allDelivered(buyers.map((buyer) => ({ seller: bob, buyer, products: [goods] })));
    await scene.submit(buyers[0]!, { orderId: orders[0], target: 'SELLER', rating: 5 });
    await scene.submit(buyers[1]!, { orderId: orders[1], target: 'SELLER', rating: 2 });
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Seller { rating { average count distribution { stars count } }
      reviews(first: 5, sort: HIGHEST) { nodes { rating } } salesCount disputeRate products(first: 5) { nodes { id } } } } }`;
    const of = [{ __typename: 'Seller', id: bob.id }];
    await scene.query(text, { of });
    const { result, count } = await scene.statements(() => scene.query(text, { of }));
    expect(result.data['_entities']).toMatchObject([
      {
        rating: { average: '3.50', count: 2 },
        reviews: { nodes: [{ rating: 5 }, { rating: 2 }] },
        salesCount: 3,
        disputeRate: 0,
        products: { nodes: [{ id: goods }] },
      },
    ]);
    expect(count).toBe(4);
    const [one, other] = [newId('dsp'), newId('dsp')];
    const tell = (
      type: 'opened' | 'withdrawn' | 'resolved',
      id: string,
      sequence: number,
      outcome: 'BUYER' | null = null,
    ) => scene.bus.publish('orders.dispute', [disputed(type, bob.id, { id, sequence, outcome })]);
    for (const id of [one, other]) await tell('opened', id, 1);
    await tell('opened', one, 1);
    await tell('resolved', one, 2, 'BUYER');
    await tell('withdrawn', other, 2);
    await tell('withdrawn', other, 2);
    await until('one dispute of three sales is counted', async () => {
      const lag = await scene.bus.lag('products-purchases');
      if (Object.values(lag).some((waiting) => waiting > 0)) return false;
      return (await scene.query(text, { of })).data['_entities'][0].disputeRate === 3_333;
    });
    const unknown = await scene.query(text, { of: [{ __typename: 'Seller', id: (await scene.seller('New')).id }] });
    expect(unknown.data['_entities']).toMatchObject([{ rating: { average: null }, salesCount: 0, disputeRate: null }]);
  });
});
