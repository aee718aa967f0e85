import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newEvent, productsReview } from '@soko/events';
import { newId } from '@soko/ids';
import { person, startFixture, until } from '@soko/testing';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

const [sellerId, sellerUser, authorId, quietId] = [newId('slr'), newId('usr'), newId('usr'), newId('usr')];
const addressOf = (id: string): string => `${id}@example.org`;

let graph: Scene;

beforeAll(async () => {
  const users = startFixture('users', {
    Query: { sellerOwner: (_, { sellerId: id }: { sellerId: string }) => (id === sellerId ? sellerUser : null) },
  });
  graph = await startNotifications({}, () => users.transport);
  await graph.publish(
    registered(graph.trail, sellerUser, addressOf(sellerUser), 'de'),
    registered(graph.trail, authorId, addressOf(authorId)),
    registered(graph.trail, quietId, addressOf(quietId)),
  );
  await graph.caughtUp();
});

afterAll(() => graph.close());

const review = (more: object = {}) => ({
  target: 'PRODUCT' as const,
  productId: newId('prd'),
  sellerId,
  orderId: newId('ord'),
  authorId,
  about: 'Oak lamp',
  rating: 4,
  status: 'PUBLISHED' as const,
  ...more,
});

/** Resolves once the group of orders has handled every event. */
const handled = () =>
  until('no event waits', async () =>
    Object.values(await graph.bus.lag('notifications.orders')).every((lag) => lag === 0),
  );

/** Templates of the messages to a person; of those that a preference skips, with that word. */
const templatesTo = async (id: string): Promise<string[]> => {
  const { rows } = await graph.pool.query<{ template: string; status: string }>(
    `SELECT template, status FROM notifications WHERE user_id = $1 AND channel = 'EMAIL' AND template LIKE 'review%' ORDER BY template`,
    [id],
  );
  return rows.map(({ template, status }) => (status === 'SKIPPED' ? `${template} skipped` : template));
};

describe('reviews', () => {
  it('are announced to the seller, and answers and hidden reviews to the author', async () => {
    const [product, delivery] = [newId('rev'), newId('rev')];
    const of = { subject: product, sequence: 1 };
    const published = newEvent(productsReview, 'published', { ...of, data: { review: review() } }, graph.trail);
    const ofGuest = { subject: newId('rev'), sequence: 2, data: { review: review({ authorId: null }) } };
    await graph.publish(
      published,
      published,
      newEvent(
        productsReview,
        'published',
        { subject: delivery, sequence: 1, data: { review: review({ target: 'DELIVERY' }) } },
        graph.trail,
      ),
      newEvent(productsReview, 'replied', { ...of, sequence: 2, data: { review: review() } }, graph.trail),
      newEvent(
        productsReview,
        'hidden',
        { ...of, sequence: 3, data: { review: review(), reason: 'Insults' } },
        graph.trail,
      ),
      newEvent(productsReview, 'replied', ofGuest, graph.trail),
    );
    await handled();
    expect(await templatesTo(sellerUser)).toEqual(['review-received']);
    const [letter] = (await graph.messagesTo(addressOf(sellerUser))).filter(
      ({ template }) => template === 'review-received',
    );
    expect(letter!.body).toContain('Oak lamp mit 4 Sternen');
    expect(await templatesTo(authorId)).toEqual(['review-answered', 'review-hidden']);
  });

  it('are asked for by mail only if the buyer agreed to advertising', async () => {
    const agree = `mutation ($input: SetNotificationPreferenceInput!) { setNotificationPreference(input: $input) { __typename } }`;
    const input = { topic: 'MARKETING', channel: 'EMAIL', enabled: true };
    const { errors } = await graph.query(agree, { input }, { as: person(authorId) });
    expect(errors).toBeUndefined();
    const invited = (buyerId: string) =>
      newEvent(
        productsReview,
        'invited',
        {
          subject: newId('ord'),
          sequence: 1,
          data: { number: 'SO-2026-000123-1', buyerId, goods: [{ productId: newId('prd'), title: 'Elm lamp' }] },
        },
        graph.trail,
      );
    await graph.publish(invited(quietId), invited(authorId));
    await handled();
    expect(await templatesTo(authorId)).toContain('review-invitation');
    expect(await templatesTo(quietId)).toEqual(['review-invitation skipped']);
  });
});
