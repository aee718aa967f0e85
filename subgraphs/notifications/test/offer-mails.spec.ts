import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newEvent, ordersOffer } from '@soko/events';
import { newId } from '@soko/ids';
import { startFixture, until } from '@soko/testing';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

const [sellerId, sellerUser, buyerId] = [newId('slr'), newId('usr'), newId('usr')];
const [sellerMail, buyerMail] = [`${sellerUser}@example.org`, `${buyerId}@example.org`];

let graph: Scene;

beforeAll(async () => {
  const users = startFixture('users', {
    Query: { sellerOwner: (_, { sellerId: id }: { sellerId: string }) => (id === sellerId ? sellerUser : null) },
  });
  graph = await startNotifications({}, () => users.transport);
  await graph.publish(
    registered(graph.trail, sellerUser, sellerMail, 'de'),
    registered(graph.trail, buyerId, buyerMail, 'en'),
  );
  await graph.caughtUp();
});

afterAll(() => graph.close());

const offerId = newId('ofr');
let sequence = 0;

function event(type: keyof (typeof ordersOffer)['events'], more: object = {}, about: object = {}) {
  const offer = {
    variantId: newId('var'),
    productId: newId('prd'),
    title: 'Oak lamp',
    sellerId,
    storeId: null,
    buyerId,
    status: 'OPEN' as const,
    quantity: 2,
    unitPrice: { amountMinor: '800', currency: 'EUR' },
    listPrice: { amountMinor: '1000', currency: 'EUR' },
    expiresAt: '2026-12-01T12:00:00.000Z',
    validUntil: null,
    orderId: null,
    ...about,
  };
  const data = { offer, ...more } as never;
  return newEvent(ordersOffer, type, { subject: offerId, sequence: (sequence += 1), data }, graph.trail);
}

const templatesTo = (to: string, count: number) =>
  until(`${count} messages to ${to}`, async () => {
    const { rows } = await graph.pool.query<{ template: string }>(
      'SELECT template FROM notifications WHERE recipient = $1 ORDER BY id',
      [to],
    );
    return rows.length >= count ? rows.map(({ template }) => template) : null;
  });

describe('the steps of a price offer', () => {
  it('are mailed to the other side, each in its language, and none of a listing that declines by itself', async () => {
    const accepted = { status: 'ACCEPTED', validUntil: '2026-12-02T12:00:00.000Z' };
    await graph.publish(
      event('made'),
      event('declined', { side: 'SELLER', automatic: true }),
      event('countered', { side: 'SELLER' }),
      event('countered', { side: 'BUYER' }),
      event('accepted', { side: 'SELLER' }, accepted),
      event('expired', {}, accepted),
      event('declined', { side: 'SELLER', automatic: false }),
      event('withdrawn', { side: 'SELLER' }),
      event('accepted', { side: 'BUYER' }, accepted),
      event('declined', { side: 'BUYER', automatic: false }),
      event('withdrawn', { side: 'BUYER' }),
      event('withdrawn', { side: 'BUYER' }, accepted),
      event('expired'),
    );
    expect(await templatesTo(buyerMail, 6)).toEqual([
      'offer-countered',
      'offer-accepted',
      'offer-expired',
      'offer-declined',
      'offer-withdrawn',
      'offer-expired',
    ]);
    expect(await templatesTo(sellerMail, 7)).toEqual([
      'sale-offer-made',
      'sale-offer-made',
      'sale-offer-accepted',
      'sale-offer-declined',
      'sale-offer-withdrawn',
      'sale-offer-withdrawn',
      'sale-offer-expired',
    ]);
    const toSeller = await graph.messagesTo(sellerMail);
    const withdrawn = toSeller.filter(({ template }) => template === 'sale-offer-withdrawn');
    expect(new Set(withdrawn.map(({ body }) => body?.includes('angenommenen Preis')))).toEqual(new Set([false, true]));
    const made = toSeller.find(({ template }) => template === 'sale-offer-made');
    expect(made).toMatchObject({ locale: 'de' });
    expect(made!.body).toContain('8,00 EUR');
    const price = (await graph.messagesTo(buyerMail)).find(({ template }) => template === 'offer-accepted');
    expect(price!.body).toContain('Oak lamp for EUR 8.00');
  });

  it('that a vacation of the seller makes are mailed to the buyer of a price that can be ordered', async () => {
    const accepted = { status: 'ACCEPTED', validUntil: '2026-12-09T12:00:00.000Z' };
    await graph.publish(
      event('held', { awayUntil: '2026-12-08T12:00:00.000Z' }, { ...accepted, status: 'USED', orderId: newId('ord') }),
      event('held', { awayUntil: '2026-12-08T12:00:00.000Z' }, accepted),
      event('held', { awayUntil: null }, accepted),
      event('resumed', {}, accepted),
    );
    const templates = await templatesTo(buyerMail, 9);
    expect(templates.slice(6)).toEqual(['offer-held', 'offer-held', 'offer-resumed']);
    const mails = await graph.messagesTo(buyerMail);
    const bodiesOf = (name: string) => mails.filter(({ template }) => template === name).map(({ body }) => body);
    const held = bodiesOf('offer-held').join();
    expect(held).toMatch(/away until December 8, 2026.* until December 9, 2026/s);
    expect(held).toContain('has not said until when');
    // A vacation that becomes shorter moves the end of the price to an earlier time.
    const subjects = mails.filter(({ template }) => template === 'offer-held').map(({ subject }) => subject);
    expect(subjects).toEqual(Array(2).fill('How long your price for Oak lamp holds'));
    expect(bodiesOf('offer-resumed')[0]).toMatch(
      /is back.* for EUR 8\.00 apiece, up to 2 of them.* until December 9, 2026/s,
    );
    expect(await templatesTo(sellerMail, 7)).toHaveLength(7);
  });

  it('are mailed to the buyer when their order gives an accepted price back', async () => {
    await graph.publish(event('released', {}, { status: 'ACCEPTED', validUntil: '2026-12-10T12:00:00.000Z' }));
    expect((await templatesTo(buyerMail, 10)).slice(9)).toEqual(['offer-released']);
    const mail = (await graph.messagesTo(buyerMail)).find(({ template }) => template === 'offer-released');
    expect(mail).toMatchObject({ subject: 'Your price for Oak lamp is kept' });
    expect(mail!.body).toMatch(/EUR 8\.00 apiece for Oak lamp ended without a charge.* until December 10, 2026/s);
    // The seller may be on vacation.
    expect(mail!.body).toContain('While the seller is away, nothing can be ordered from them.');
    expect(await templatesTo(sellerMail, 7)).toHaveLength(7);
  });
});
