import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { picture } from '../harness/picture.ts';

const refused = '... on UserError { __typename code message }';

describe('reviews of what was bought', () => {
  let goods: buying.Goods;
  let digital: Awaited<ReturnType<typeof buying.putOnSale>>;
  let support: Client;

  beforeAll(async () => {
    [goods, support] = await Promise.all([buying.goodsOnSale('rated', 5), signedInAs('support@example.com')]);
    digital = await buying.putOnSale(goods.seller, 'rated', 'DIGITAL');
  });

  const mutate = async (as: Client, name: string, input: object, selection: string) =>
    (
      await as.data(
        `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} ${refused} } }`,
        { input },
      )
    )[name];
  const submit = (as: Client, input: object) =>
    mutate(
      as,
      'submitReview',
      { rating: 5, ...input },
      '... on Review { id rating pictures { url } author { displayName } }',
    );

  /** Digital goods, which are delivered at once, and the token of a guest. */
  async function bought(buyer: Client): Promise<{ orderId: string; token: string | null }> {
    const cart = await buying.fillCart(buyer, [[digital.small, 1]]);
    const { id } = await buying.quote(buyer, cart, { deliveryMethod: 'NONE' });
    const { token, orders } = await buying.placeOrder(buyer, id);
    return { orderId: orders[0].id, token };
  }

  const reviewable = (as: Client, id: string, token: string | null = null) =>
    until('the order can be reviewed', async () => {
      const text = `query ($id: ID!, $token: String) { order(id: $id, token: $token) { reviewable {
        target until product { title } review { rating } } } }`;
      return (await as.data(text, { id, token })).order.reviewable;
    });

  async function uploaded(as: Client): Promise<string> {
    const bytes = picture(64, 48);
    const input = { fileName: 'lamp.png', mimeType: 'image/png', size: bytes.length, purpose: 'REVIEW' };
    const upload = await mutate(as, 'createUpload', input, '... on Upload { id url headers { name value } }');
    const headers = Object.fromEntries(
      upload.headers.map((each: { name: string; value: string }) => [each.name, each.value]),
    );
    const sent = await fetch(upload.url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    expect(sent.status).toBeLessThan(300);
    return upload.id;
  }

  it('are written with a picture, read by all, answered, voted for, and hidden by support', async () => {
    const [buyer, reader] = await Promise.all([signUp(newAddress('buyer')), signUp(newAddress('reader'))]);
    const { orderId } = await bought(buyer);
    expect(await reviewable(buyer, orderId)).toMatchObject([{ target: 'PRODUCT', review: null }, { target: 'SELLER' }]);
    const product = { orderId, target: 'PRODUCT', productId: digital.productId };
    expect(await submit(reader, product)).toMatchObject({ code: 'NOT_THE_BUYER' });
    expect(await submit(goods.seller, product)).toMatchObject({ code: 'OWN_SALE' });
    const review = await submit(buyer, { ...product, rating: 4, text: 'Fine', uploadIds: [await uploaded(buyer)] });
    expect(review).toMatchObject({ rating: 4, author: { displayName: 'Ada O.' } });
    expect((await fetch(review.pictures[0].url)).status).toBe(200);
    expect(await submit(buyer, product)).toMatchObject({ code: 'ALREADY_REVIEWED' });
    await submit(buyer, { orderId, target: 'SELLER', rating: 5 });
    await mutate(goods.seller, 'replyToReview', { reviewId: review.id, text: 'Thank you' }, '... on Review { id }');
    await mutate(reader, 'voteReview', { reviewId: review.id, helpful: true }, '... on Review { id }');
    const page = `query ($id: ID!) { product(id: $id) { rating { average count }
      reviews(sort: MOST_HELPFUL) { nodes { text helpfulCount reply { text } order { id } } }
      seller { displayName salesCount rating { average count distribution { stars count } } reviews { nodes { rating } }
        products(first: 5) { nodes { title } } } } }`;
    const { product: seen } = await client().data(page, { id: digital.productId });
    expect(seen).toMatchObject({
      rating: { average: '4.00', count: 1 },
      reviews: { nodes: [{ text: 'Fine', helpfulCount: 1, reply: { text: 'Thank you' }, order: null }] },
      seller: { salesCount: 1, rating: { average: '5.00', count: 1 }, reviews: { nodes: [{ rating: 5 }] } },
    });
    const found = `query ($seller: ID!) { products(filter: { sellerId: $seller, minRating: "4" }, sort: RATING) { nodes { id } } }`;
    expect((await client().data(found, { seller: goods.sellerId })).products.nodes).toEqual([
      { id: digital.productId },
    ]);

    await mutate(reader, 'reportReview', { reviewId: review.id, reason: 'SPAM' }, '... on ContentReport { id }');
    const queue = '{ moderationQueue(kind: REVIEW, last: 100) { nodes { review { id } } } }';
    const waiting = (await support.data(queue)).moderationQueue.nodes;
    expect(waiting.map((each: { review: { id: string } | null }) => each.review?.id)).toContain(review.id);
    const hide = { reviewId: review.id, decision: 'HIDE', reason: 'Not about the goods' };
    await mutate(support, 'moderateReview', hide, '... on Review { status }');
    expect((await client().data(page, { id: digital.productId })).product).toMatchObject({
      rating: { average: null, count: 0 },
      reviews: { nodes: [] },
    });
    expect((await buyer.data('{ myReviews { nodes { status hiddenReason } } }')).myReviews.nodes).toContainEqual({
      status: 'HIDDEN',
      hiddenReason: 'Not about the goods',
    });
  });

  it('are written by a guest with the token of the checkout', async () => {
    const guest = client();
    const { orderId, token } = await bought(guest);
    expect(await reviewable(guest, orderId, token)).toHaveLength(2);
    expect(await submit(guest, { orderId, target: 'SELLER' })).toMatchObject({ code: 'NOT_THE_BUYER' });
    const review = await submit(guest, { orderId, target: 'SELLER', rating: 2, token });
    expect(review).toMatchObject({ rating: 2, author: null });
    const change = { reviewId: review.id, rating: 3, token };
    expect(await mutate(guest, 'updateReview', change, '... on Review { rating }')).toEqual({ rating: 3 });
  });

  it('wait for the delivery', async () => {
    const { buyer, orders } = await buying.buy([[goods.small, 1]]);
    expect(await submit(buyer, { orderId: orders[0], target: 'SELLER' })).toMatchObject({
      code: 'ORDER_NOT_DELIVERED',
    });
  });
});
