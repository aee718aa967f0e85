import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import type { Viewer } from '@soko/auth';
import { type Outcome, support, type TestSeller } from '../market.ts';
import { grantFor, guestToken, openReviews, reviewFields, type ReviewScene, trail, wholeReview } from './scene.ts';

type Buyer = Viewer & { kind: 'user' };

describe('reviews', () => {
  let scene: ReviewScene;
  let seller: TestSeller;
  let product: string;
  beforeAll(async () => {
    scene = await openReviews();
    seller = await scene.seller('Ada');
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    product = await scene.product(seller);
  });

  const look = async (as: Viewer | undefined, id: string) => {
    const text = `query ($id: ID!) { review(id: $id) { ${reviewFields} } }`;
    return (await scene.query(text, { id }, as ? { as } : {})).data['review'];
  };
  const ofProduct = (orderId: string, more: object = {}) => ({
    orderId,
    target: 'PRODUCT',
    productId: product,
    ...more,
  });
  /** A published review of the product. */
  const reviewed = async (more: object = {}): Promise<{ id: string; buyer: Buyer; orderId: string }> => {
    const buyer = scene.buyer();
    const orderId = await scene.delivered({ seller, buyer, products: [product] });
    const { id } = await scene.submit(buyer, ofProduct(orderId, more));
    return { id, buyer, orderId };
  };

  describe('of a delivered order', () => {
    it('are written once for each product, the seller and the delivery', async () => {
      const [buyer, other] = [scene.buyer(), await scene.product(seller)];
      const orderId = await scene.delivered({ seller, buyer, products: [product, other, product] });
      const first = await scene.submit(buyer, ofProduct(orderId, { rating: 4, title: ' Fine ', text: 'Good\nlight.' }));
      expect(first).toMatchObject({
        __typename: 'Review',
        status: 'PUBLISHED',
        rating: 4,
        title: 'Fine',
        text: 'Good\nlight.',
        author: { id: buyer.id },
        order: { id: orderId },
      });
      expect(await scene.submit(buyer, ofProduct(orderId, { productId: other }))).toMatchObject({ target: 'PRODUCT' });
      expect(await scene.submit(buyer, { orderId, target: 'SELLER' })).toMatchObject({ target: 'SELLER' });
      expect(await scene.submit(buyer, { orderId, target: 'DELIVERY' })).toMatchObject({ target: 'DELIVERY' });
      expect(await scene.submit(buyer, ofProduct(orderId, { rating: 1 }))).toMatchObject({
        code: 'ALREADY_REVIEWED',
        review: { id: first.id },
      });
      expect(await scene.rating(product)).toEqual({ average: '4.00', count: 1, stars: [0, 0, 0, 1, 0] });
      expect(await scene.eventTypesOf(first.id)).toEqual(['products.review.published']);
      const [event] = await scene.eventsOf(first.id);
      expect(event!.data.review).toMatchObject({
        productId: product,
        sellerId: seller.id,
        about: 'Oak lamp',
        rating: 4,
      });
      expect(JSON.stringify(event)).not.toContain('light');
    });

    it('are refused, with the reason, before the delivery, after 60 days, to the seller and to others', async () => {
      const buyer = scene.buyer();
      const early = scene.placed({ seller, buyer, products: [product] });
      expect(await scene.submit(buyer, ofProduct(early))).toMatchObject({
        code: 'ORDER_NOT_DELIVERED',
        orderStatus: 'CONFIRMED',
      });
      const day = 86_400_000;
      const at = new Date(scene.now().getTime() - 60 * day);
      const [late, just] = await scene.allDelivered([
        { seller, buyer, products: [product], at },
        { seller, buyer, products: [product], at: new Date(at.getTime() + day) },
      ]);
      expect(await scene.submit(buyer, ofProduct(late!))).toMatchObject({
        code: 'REVIEW_PERIOD_ENDED',
        endedAt: new Date(at.getTime() + 60 * day).toISOString(),
      });
      expect(await scene.submit(buyer, ofProduct(just!))).toMatchObject({ __typename: 'Review' });
      for (const orderId of [early, just!, newId('ord'), 'nothing'])
        expect(await scene.submit(scene.buyer(), ofProduct(orderId))).toMatchObject({ code: 'NOT_THE_BUYER' });
      expect(await scene.submit(null, ofProduct(just!))).toMatchObject({ code: 'NOT_THE_BUYER' });
      expect(await scene.submit(seller.as, ofProduct(just!))).toMatchObject({ code: 'OWN_SALE' });
      const [own, ofTeam] = await scene.allDelivered([
        { seller, buyer: seller.as, products: [product] },
        { seller, buyer, products: [product], storeId: 'sto_reviewed' },
      ]);
      expect(await scene.submit(seller.as, ofProduct(own!))).toMatchObject({ code: 'OWN_SALE' });
      await scene.member('sto_reviewed', buyer.id, 'MEMBER');
      expect(await scene.submit(buyer, ofProduct(ofTeam!))).toMatchObject({ code: 'OWN_SALE' });
    });

    it('are refused for what the order does not have', async () => {
      const buyer = scene.buyer();
      const orderId = await scene.delivered({ seller, buyer, products: [product], deliveryMethod: 'NONE' });
      const field = (input: object) => scene.failure(buyer, 'submitReview', { orderId, rating: 5, ...input });
      const wrong = (name: string) => ({ code: 'BAD_USER_INPUT', field: name });
      expect(await field({ target: 'PRODUCT' })).toEqual(wrong('productId'));
      expect(await field({ target: 'SELLER', productId: product })).toEqual(wrong('productId'));
      expect(await field({ target: 'PRODUCT', productId: newId('prd') })).toEqual(wrong('productId'));
      expect(await field({ target: 'DELIVERY' })).toEqual(wrong('target'));
      expect(await field({ target: 'SELLER', rating: 6 })).toEqual(wrong('rating'));
      expect(await field({ target: 'SELLER', title: 'x'.repeat(121) })).toEqual(wrong('title'));
      expect(await field({ target: 'SELLER', uploadIds: ['a', 'b', 'c', 'd', 'e', 'f'] })).toEqual(wrong('uploadIds'));
      expect(await field({ target: 'SELLER', uploadIds: [newId('upl')] })).toEqual(wrong('uploadIds.0'));
    });

    it('are written by a guest with the token, who may change and remove them', async () => {
      const orderId = await scene.delivered({ seller, buyer: null, products: [product] });
      expect(await scene.submit(null, ofProduct(orderId, { token: 'another' }))).toMatchObject({
        code: 'NOT_THE_BUYER',
      });
      const made = await scene.submit(null, ofProduct(orderId, { token: guestToken, rating: 2 }));
      expect(made).toMatchObject({ rating: 2, author: null, order: null });
      const anonymous: Viewer = { kind: 'anonymous' };
      const change = { reviewId: made.id, rating: 3 };
      expect(await scene.failure(anonymous, 'updateReview', change)).toEqual({ code: 'FORBIDDEN' });
      const own = { ...change, token: guestToken };
      expect(await scene.mutate(anonymous, 'updateReview', own, wholeReview)).toMatchObject({ rating: 3, version: 2 });
      const removed = { reviewId: made.id, token: guestToken };
      expect(await scene.mutate(anonymous, 'removeReview', removed, wholeReview)).toMatchObject({ status: 'REMOVED' });
      expect(await scene.rating(product)).toMatchObject({ count: 0 });
    });
  });

  it('tell a client what can be reviewed until when, the buyer alone', async () => {
    const buyer = scene.buyer();
    const orderId = await scene.delivered({ seller, buyer, products: [product] });
    const guests = await scene.delivered({ seller, buyer: null, products: [product], deliveryMethod: 'NONE' });
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order {
      reviewable { target product { id } seller { id } until review { rating } } } } }`;
    const ask = async (as: Viewer, id: string, grant: string | null = null) => {
      const of = [{ __typename: 'Order', id, guestGrant: grant }];
      const { data } = await scene.query(text, { of }, { as, identity: { requestId: 'req_one' } });
      return data['_entities'][0].reviewable;
    };
    await scene.submit(buyer, { orderId, target: 'SELLER', rating: 3 });
    const found = await ask(buyer, orderId);
    expect(found).toMatchObject([
      { target: 'PRODUCT', product: { id: product }, review: null },
      { target: 'SELLER', product: null, seller: { id: seller.id }, review: { rating: 3 } },
      { target: 'DELIVERY', review: null },
    ]);
    expect(Date.parse(found[0].until)).toBeGreaterThan(scene.now().getTime() + 59 * 86_400_000);
    for (const other of [seller.as, support, scene.buyer()]) expect(await ask(other, orderId)).toBeNull();
    expect(await ask({ kind: 'anonymous' }, guests, grantFor(guests, 'req_one'))).toHaveLength(2);
    expect(await ask({ kind: 'anonymous' }, guests, grantFor(guests, 'req_two'))).toBeNull();
  });

  it('are changed and removed by their author alone, and the rating follows', async () => {
    const { id, buyer } = await reviewed({ rating: 5, text: 'Very good' });
    const change = (as: Viewer, input: object) =>
      scene.mutate(as, 'updateReview', { reviewId: id, ...input }, wholeReview);
    expect(await change(buyer, { rating: 2 })).toMatchObject({ rating: 2, text: 'Very good', version: 2 });
    expect(await change(buyer, { text: '' })).toMatchObject({ rating: 2, text: null });
    expect(await scene.rating(product)).toEqual({ average: '2.00', count: 1, stars: [0, 1, 0, 0, 0] });
    for (const other of [seller.as, support, scene.buyer()])
      expect(await scene.failure(other, 'updateReview', { reviewId: id, rating: 1 })).toEqual({ code: 'FORBIDDEN' });
    expect(await scene.mutate(buyer, 'removeReview', { reviewId: id }, wholeReview)).toMatchObject({
      status: 'REMOVED',
      title: null,
    });
    expect(await scene.rating(product)).toEqual({ average: null, count: 0, stars: [0, 0, 0, 0, 0] });
    expect(await change(buyer, { rating: 5 })).toMatchObject({ code: 'WRONG_REVIEW_STATUS', reviewStatus: 'REMOVED' });
    expect(await look(undefined, id)).toBeNull();
    expect(await scene.failure(scene.buyer(), 'removeReview', { reviewId: id })).toEqual({ code: 'NOT_FOUND' });
    expect(await scene.eventTypesOf(id)).toEqual(
      ['published', 'updated', 'updated', 'removed'].map((type) => `products.review.${type}`),
    );
  });

  it('are answered by the seller alone', async () => {
    const { id, buyer, orderId } = await reviewed();
    const reply = (as: Viewer, text: string) => scene.mutate(as, 'replyToReview', { reviewId: id, text }, wholeReview);
    expect(await reply(seller.as, 'Thank you')).toMatchObject({ reply: { text: 'Thank you' } });
    expect(await reply(seller.as, 'Thank you!')).toMatchObject({ reply: { text: 'Thank you!' }, version: 3 });
    expect(await reply(seller.as, 'Thank you!')).toMatchObject({ version: 3 });
    expect(await look(undefined, id)).toMatchObject({ reply: { text: 'Thank you!' } });
    const other = await scene.seller('Bob');
    for (const viewer of [buyer, support, other.as])
      expect(await scene.failure(viewer, 'replyToReview', { reviewId: id, text: 'Hm' })).toEqual({ code: 'FORBIDDEN' });
    const { id: delivery } = await scene.submit(buyer, { orderId, target: 'DELIVERY' });
    const about = { reviewId: delivery, text: 'Hm' };
    expect(await scene.failure(seller.as, 'replyToReview', about)).toEqual({ code: 'FORBIDDEN' });
    expect(await scene.failure(other.as, 'replyToReview', about)).toEqual({ code: 'NOT_FOUND' });
    expect(await reply(seller.as, '')).toMatchObject({ reply: null });
    const types = (await scene.eventTypesOf(id)).map((type) => type.split('.').at(-1));
    expect(types).toEqual(['published', 'replied', 'replied', 'updated']);
  });

  it('are voted for once by each person, but not by their author', async () => {
    const { id, buyer } = await reviewed();
    const voters = Array.from({ length: 12 }, () => scene.buyer());
    const vote = (as: Viewer, helpful: boolean | null) =>
      scene.mutate(
        as,
        'voteReview',
        { reviewId: id, helpful },
        '... on Review { helpfulCount notHelpfulCount viewerVote }',
      );
    await Promise.all(voters.map((voter, index) => vote(voter, index % 3 !== 0)));
    expect(await vote(voters[0]!, false)).toMatchObject({ helpfulCount: 8, notHelpfulCount: 4, viewerVote: false });
    expect(await vote(voters[0]!, true)).toMatchObject({ helpfulCount: 9, notHelpfulCount: 3, viewerVote: true });
    expect(await vote(voters[1]!, null)).toMatchObject({ helpfulCount: 8, notHelpfulCount: 3, viewerVote: null });
    expect(await vote(buyer, true)).toMatchObject({ code: 'OWN_REVIEW' });
    expect(await scene.failure({ kind: 'anonymous' }, 'voteReview', { reviewId: id, helpful: true })).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('of deliveries are for their author, the seller and support', async () => {
    const { buyer, orderId } = await reviewed();
    const { id } = await scene.submit(buyer, { orderId, target: 'DELIVERY', rating: 1 });
    for (const viewer of [buyer, seller.as, support])
      expect(await look(viewer, id)).toMatchObject({ order: { id: orderId } });
    for (const viewer of [undefined, scene.buyer()]) expect(await look(viewer, id)).toBeNull();
    const { data } = await scene.query('{ deliveryRating { count distribution { stars count } } }');
    expect(data['deliveryRating'].distribution[0].count).toBeGreaterThanOrEqual(1);
  });

  /** The copy of what the catalogue holds about a person, for services alone. */
  async function copyOf(userId: string): Promise<Outcome> {
    const text = 'query ($userId: ID!, $after: String) { productsDataOf(userId: $userId, after: $after) }';
    const found: Outcome = {};
    let after: string | null = null;
    do {
      const as: Viewer = { kind: 'service', name: 'users' };
      const part: Outcome = (await scene.query(text, { userId, after }, { as })).data['productsDataOf'];
      found[part.section] = part.items;
      after = part.next;
    } while (after !== null);
    const { errors } = await scene.query(text, { userId }, { as: support });
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    return found;
  }

  it('keep their stars and nothing else of an erased person', async () => {
    const { id, buyer } = await reviewed({ rating: 4, title: 'Mine', text: 'I live in Main Street 5.' });
    const other = await reviewed({ rating: 2 });
    await scene.mutate(buyer, 'voteReview', { reviewId: other.id, helpful: true });
    await scene.mutate(buyer, 'reportReview', { reviewId: other.id, reason: 'OTHER', text: 'He is my neighbour' });
    expect(await copyOf(buyer.id)).toMatchObject({
      reviews: [{ id, rating: 4, text: 'I live in Main Street 5.' }],
      reviewVotes: [{ reviewId: other.id, helpful: true }],
      reports: [{ subjectId: other.id, text: 'He is my neighbour' }],
      wishlist: [],
    });
    const own = { data: { userId: buyer.id }, subject: buyer.id, sequence: 9 };
    const erased = newEvent(usersUser, 'erased', own as never, trail);
    await scene.bus.publish('users.user', [erased]);
    await until('the text is gone', async () => (await look(undefined, id)).text === null);
    expect(await look(undefined, id)).toMatchObject({ rating: 4, title: null, author: null });
    expect(await look(undefined, other.id)).toMatchObject({ helpfulCount: 0 });
    expect(await scene.rating(product)).toMatchObject({ count: 2, average: '3.00' });
    const { rows } = await scene.pool.query(
      `SELECT FROM content_report WHERE text LIKE '%neighbour%' OR reporter_id = $1
       UNION ALL SELECT FROM purchase WHERE buyer_id = $1 UNION ALL SELECT FROM review_vote WHERE user_id = $1`,
      [buyer.id],
    );
    expect(rows).toHaveLength(0);
  });

  it('ask a buyer once, days after the delivery, unless they have reviewed something', async () => {
    const [asked, done] = [scene.buyer(), scene.buyer()];
    const [orderId, reviewedId] = await scene.allDelivered([
      { seller, buyer: asked, products: [product] },
      { seller, buyer: done, products: [product] },
      { seller, buyer: null, products: [product] },
    ]);
    await scene.submit(done, ofProduct(reviewedId!));
    const invited = async () =>
      (await scene.told('products.review.invited')).filter(({ subject }) => [orderId, reviewedId].includes(subject));
    await scene.subgraph.runJob('products.invite-to-review');
    expect(await invited()).toEqual([]);
    scene.passDays(6);
    await scene.subgraph.runJob('products.invite-to-review');
    await scene.subgraph.runJob('products.invite-to-review');
    expect(await invited()).toMatchObject([
      { subject: orderId, data: { buyerId: asked.id, goods: [{ productId: product }] } },
    ]);
  });

  it('are refused to API keys', async () => {
    const key: Viewer = { kind: 'apiKey', id: newId('key'), storeId: 'sto_1', scopes: ['products:write'] };
    const input = ofProduct(newId('ord'), { rating: 5 });
    expect(await scene.failure(key, 'submitReview', input)).toEqual({ code: 'FORBIDDEN' });
    expect(await scene.failure(person('usr_x'), 'replyToReview', { reviewId: 'rev_1', text: 'x' })).toEqual({
      code: 'NOT_FOUND',
    });
  });
});
