import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Envelope, fulfilmentStock, productsAdvert, newEvent, ordersOrder, paymentsPayment } from '@soko/events';
import { newId } from '@soko/ids';
import { type Fixture, startFixture, until } from '@soko/testing';
import { registered, type Scene, type Seen, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

const withinMs = 60_000;

const [sellerId, sellerUser, buyerId] = [newId('slr'), newId('usr'), newId('usr')];
const [sellerMail, buyerMail] = [`${sellerUser}@example.org`, `${buyerId}@example.org`];
const guestOrder = newId('ord');
const guestMail = `${guestOrder}@example.org`;

let graph: Scene;
let peers: Record<string, Fixture>;

beforeAll(async () => {
  peers = {
    users: startFixture('users', {
      Query: { sellerOwner: (_, { sellerId: id }: { sellerId: string }) => (id === sellerId ? sellerUser : null) },
    }),
    orders: startFixture('orders', {
      Query: {
        guestEmail: (_, { orderId }: { orderId: string }) => (orderId === guestOrder ? guestMail : null),
        guestLocale: () => 'de',
      },
    }),
  };
  graph = await startNotifications({}, (name) => peers[name]!.transport);
  await graph.publish(
    registered(graph.trail, sellerUser, sellerMail, 'de'),
    registered(graph.trail, buyerId, buyerMail, 'sw-KE'),
  );
  await graph.caughtUp();
});

afterAll(() => graph.close());

const eur = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });

const orderOf = (more: object = {}) => ({
  checkoutId: newId('chk'),
  number: 'SO-2026-000123-1',
  status: 'CONFIRMED',
  sellerId,
  buyerId,
  deliveryMethod: 'STANDARD' as const,
  country: 'KE',
  lines: ['Oak lamp', 'Elm lamp', 'Ash lamp', 'Fir lamp'].map((title) => ({
    lineId: newId('orl'),
    variantId: newId('var'),
    productId: newId('prd'),
    categoryId: newId('cat'),
    storeId: null,
    type: 'PHYSICAL' as const,
    title,
    sku: 'LAMP',
    quantity: 1,
    packedQuantity: null,
    unitPrice: eur('1000'),
    tax: eur('0'),
    taxIncluded: true,
    fee: eur('100'),
  })),
  items: eur('4000'),
  delivery: eur('0'),
  tax: eur('0'),
  taxIncluded: eur('0'),
  discount: eur('0'),
  fee: eur('400'),
  total: eur('4000'),
  ...more,
});

let sequence = 0;

const event = (type: keyof (typeof ordersOrder)['events'], data: object, subject = newId('ord')): Envelope =>
  newEvent(ordersOrder, type, { subject, sequence: (sequence += 1), data: data as never }, graph.trail);

/** The messages of one template to an address, once there is one. */
const found = (to: string, template: string): Promise<Seen[]> =>
  until(
    `${template} to ${to}`,
    async () => {
      const messages = (await graph.messagesTo(to)).filter((each) => each.template === template);
      return messages.length > 0 ? messages : null;
    },
    withinMs,
  );

const templatesTo = async (to: string): Promise<string[]> => {
  await until(
    'no event waits',
    async () => Object.values(await graph.bus.lag('notifications.orders')).every((lag) => lag === 0),
    withinMs,
  );
  const { rows } = await graph.pool.query<{ template: string }>(
    'SELECT template FROM notifications WHERE recipient = $1 ORDER BY id',
    [to],
  );
  return rows.map(({ template }) => template);
};

describe('a confirmed order', () => {
  it('is mailed to the buyer and to the seller, once each, in their languages', async () => {
    const confirmed = event('confirmed', { order: orderOf() });
    await graph.publish(confirmed, confirmed);
    const [toBuyer, ...more] = await found(buyerMail, 'order-confirmed');
    expect(more).toEqual([]);
    expect(toBuyer).toMatchObject({ locale: 'sw', subject: 'Agizo lako SO-2026-000123-1 limethibitishwa' });
    expect(toBuyer!.body).toContain('Oak lamp, Elm lamp, Ash lamp (+ 1)');
    const [toSeller, ...others] = await found(sellerMail, 'order-sold');
    expect(others).toEqual([]);
    expect(toSeller).toMatchObject({ locale: 'de' });
    expect(toSeller!.body).toContain('40,00 EUR');
    expect(toSeller!.body).toContain('4,00 EUR');
  });
});

describe('the steps of an order', () => {
  it('are mailed to a guest at the address of the order', async () => {
    const order = orderOf({ buyerId: null });
    const of = (type: keyof (typeof ordersOrder)['events'], more: object = {}) =>
      event(type, { order, ...more }, guestOrder);
    await graph.publish(
      of('modified', { oldTotal: eur('5000') }),
      of('packaged'),
      of('shipped'),
      of('delivery_failed', { reason: 'Nobody was at home.' }),
      of('fulfilled'),
      of('refunded', { amount: eur('500'), refunded: eur('500') }),
      of('cancelled', { reason: null }),
      of('failed', { reason: 'Damaged.' }),
    );
    const languages = (await graph.messagesTo(guestMail)).map(({ locale }) => locale);
    expect(new Set(languages)).toEqual(new Set(['de']));
    expect(await templatesTo(guestMail)).toEqual([
      'order-reduced',
      'order-packed',
      'order-shipped',
      'order-delivery-failed',
      'order-delivered',
      'order-refunded',
      'order-cancelled',
    ]);
    expect(await templatesTo(sellerMail)).toContain('sale-cancelled');
  });

  it('end without a mail to the seller when the order was never confirmed', async () => {
    const count = async () => (await templatesTo(sellerMail)).filter((each) => each === 'sale-cancelled').length;
    const before = await count();
    const cancel = (more: object) =>
      graph.publish(event('cancelled', { order: orderOf({ status: 'CANCELLED' }), reason: null, ...more }));
    await cancel({ wasConfirmed: false });
    expect(await count()).toBe(before);
    expect(await templatesTo(buyerMail)).toContain('order-cancelled');
    await cancel({ wasConfirmed: true });
    expect(await count()).toBe(before + 1);
  });

  it('that bring nothing new bring no mail', async () => {
    const before = await templatesTo(buyerMail);
    await graph.publish(
      event('fulfilled', { order: orderOf({ deliveryMethod: 'NONE' }) }),
      event('failed', { order: orderOf({ status: 'REJECTED' }), reason: null }),
      event('payment_changed', { order: orderOf(), paymentStatus: 'CAPTURED' }),
      event('shipped', { order: orderOf({ buyerId: null }) }, newId('ord')),
    );
    expect(await templatesTo(buyerMail)).toEqual(before);
  });

  it.each([
    ['PAYMENT_FAILED', 'payment-failed'],
    ['RETURNED_TO_SENDER', 'order-failed'],
  ])('that end as %s are mailed', async (status, template) => {
    await graph.publish(event('failed', { order: orderOf({ status }), reason: 'Because.' }));
    expect((await found(buyerMail, template))[0]!.body).toContain('Because.');
  });
});

describe('a payment', () => {
  const needsAction = (method: 'STRIPE_CARD' | 'MPESA'): Envelope =>
    newEvent(
      paymentsPayment,
      'requires_action',
      {
        subject: newId('pay'),
        sequence: 2,
        data: {
          payment: {
            orderId: newId('ord'),
            checkoutId: newId('chk'),
            sellerId,
            buyerId,
            method,
            status: 'REQUIRES_ACTION',
            authorized: eur('0'),
            captured: eur('0'),
            refunded: eur('0'),
          },
        },
      },
      graph.trail,
    );

  it('that a bank wants confirmed brings a mail; M-Pesa asks at the phone', async () => {
    await graph.publish(needsAction('MPESA'), needsAction('STRIPE_CARD'));
    expect((await templatesTo(buyerMail)).filter((each) => each === 'payment-needs-action')).toHaveLength(1);
  });
});

describe('a variant whose stock is low', () => {
  it('is reported to its seller, if there is one', async () => {
    const low = (of: string): Envelope =>
      newEvent(
        fulfilmentStock,
        'low',
        {
          subject: newId('var'),
          sequence: 3,
          data: { variantId: newId('var'), productId: newId('prd'), sellerId: of, sku: 'LAMP-OAK', available: 2 },
        },
        graph.trail,
      );
    await graph.publish(low(newId('slr')), low(sellerId));
    const [message, ...others] = await found(sellerMail, 'stock-low');
    expect(others).toEqual([]);
    expect(message!.body).toContain('LAMP-OAK');
  });
});

describe('an advert that is over', () => {
  it('brings its seller a mail, unless they ended it', async () => {
    const eur = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });
    const advert = {
      productId: newId('prd'),
      title: 'Lamp of juniper',
      sellerId,
      storeId: null,
      status: 'ENDED' as const,
      placements: ['HOME' as const],
      startsAt: '2026-03-01T12:00:00.000Z',
      endsAt: null,
      costPerClick: eur('10'),
      dailyBudget: null,
      totalBudget: eur('5000'),
      spent: eur('4990'),
    };
    const about = () => ({ subject: newId('adv'), sequence: 3 });
    await graph.publish(
      newEvent(
        productsAdvert,
        'exhausted',
        { ...about(), data: { advert: { ...advert, status: 'EXHAUSTED' } } },
        graph.trail,
      ),
      newEvent(productsAdvert, 'ended', { ...about(), data: { advert, by: 'WINDOW' } }, graph.trail),
      newEvent(productsAdvert, 'ended', { ...about(), data: { advert, by: 'SELLER' } }, graph.trail),
    );
    for (const template of ['advert-exhausted', 'advert-ended']) {
      const [message, ...others] = await found(sellerMail, template);
      expect(others).toEqual([]);
      expect(message!.body).toMatch(/Lamp of juniper[\s\S]*49[.,]90/);
    }
  });
});
