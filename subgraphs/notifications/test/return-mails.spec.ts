import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newEvent, ordersDispute, ordersReturn } from '@soko/events';
import { newId } from '@soko/ids';
import { type Fixture, startFixture, until } from '@soko/testing';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

const [sellerId, sellerUser, buyerId] = [newId('slr'), newId('usr'), newId('usr')];
const [sellerMail, buyerMail] = [`${sellerUser}@example.org`, `${buyerId}@example.org`];
const guestOrder = newId('ord');
const guestMail = `${guestOrder}@example.org`;

let graph: Scene;

beforeAll(async () => {
  const peers: Record<string, Fixture> = {
    users: startFixture('users', {
      Query: { sellerOwner: (_, { sellerId: id }: { sellerId: string }) => (id === sellerId ? sellerUser : null) },
    }),
    orders: startFixture('orders', {
      Query: {
        guestEmail: (_, { orderId }: { orderId: string }) => (orderId === guestOrder ? guestMail : null),
        guestLocale: () => 'sw',
      },
    }),
  };
  graph = await startNotifications({}, (name) => peers[name]!.transport);
  await graph.publish(
    registered(graph.trail, sellerUser, sellerMail, 'de'),
    registered(graph.trail, buyerId, buyerMail, 'en'),
  );
  await graph.caughtUp();
});

afterAll(() => graph.close());

const eur = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });
/** Steps that no person made. */
const byTime = () => ({ ...graph.trail, actor: { kind: 'service', id: 'orders' } as const });

const returnId = newId('ret');
let sequence = 0;

function event(type: keyof (typeof ordersReturn)['events'], more: object, about: object = {}) {
  const data = {
    caseId: returnId,
    number: 'SO-2026-000123-1-R1',
    orderId: newId('ord'),
    orderNumber: 'SO-2026-000123-1',
    sellerId,
    buyerId,
    currency: 'EUR',
    status: 'REQUESTED',
    lines: [
      {
        lineId: newId('orl'),
        variantId: newId('var'),
        productId: newId('prd'),
        title: 'Oak lamp',
        quantity: 1,
        reason: 'DEFECTIVE' as const,
        resalable: null,
        damaged: null,
      },
    ],
    ...about,
    ...more,
  };
  return newEvent(ordersReturn, type, { subject: returnId, sequence: (sequence += 1), data: data as never }, byTime());
}

const at = '2026-12-01T12:00:00.000Z';
const amounts = { refund: eur('1487'), delivery: eur('0') };
const steps = (about: object = {}) => [
  event('requested', { decisionDueAt: at }, about),
  event('approved', { instructions: 'Warehouse 7, Nairobi', sendDueAt: at, buyerPaysReturn: false }, about),
  event('shipped', { trackingNumber: 'TRK 1' }, about),
  event('received', amounts, about),
  event('refunded', { ...amounts, refunded: eur('1487') }, about),
  event('declined', { reason: 'It was worn.' }, about),
  event('cancelled', { reason: 'nothing was sent in time' }, about),
  event('refund_failed', amounts, about),
  event('refund_retried', amounts, about),
  event('refund_ended', { ...amounts, reason: 'Paid by bank transfer.' }, about),
];

const templatesTo = (to: string, count: number) =>
  until(`${count} messages to ${to}`, async () => {
    const { rows } = await graph.pool.query<{ template: string }>(
      'SELECT template FROM notifications WHERE recipient = $1 ORDER BY id',
      [to],
    );
    return rows.length >= count ? rows.map(({ template }) => template) : null;
  });

describe('the steps of a return', () => {
  it('are mailed to the buyer and to the seller, each in their language', async () => {
    await graph.publish(...steps());
    expect(await templatesTo(buyerMail, 7)).toEqual([
      'return-requested',
      'return-approved',
      'return-received',
      'return-declined',
      'return-cancelled',
      'refund-failed',
      'refund-ended',
    ]);
    expect(await templatesTo(sellerMail, 7)).toEqual([
      'sale-return-requested',
      'sale-return-approved',
      'sale-return-shipped',
      'sale-return-refunded',
      'sale-return-cancelled',
      'sale-refund-failed',
      'sale-refund-ended',
    ]);
    const approved = (await graph.messagesTo(buyerMail)).find(({ template }) => template === 'return-approved');
    expect(approved!.body).toContain('Warehouse 7, Nairobi');
    expect(approved!.body).toContain('SO-2026-000123-1-R1');
    const overdue = (await graph.messagesTo(sellerMail)).find(({ template }) => template === 'sale-return-cancelled');
    expect(overdue!.body).toContain('Bis zum Ende der Frist wurde nichts zurückgesendet.');
    expect(overdue!.body).not.toContain('nothing was sent');
    const refunded = (await graph.messagesTo(sellerMail)).find(({ template }) => template === 'sale-return-refunded');
    expect(refunded).toMatchObject({ locale: 'de' });
    expect(refunded!.body).toContain('14,87 EUR');
  });

  it('are mailed to a guest at the address of the order', async () => {
    await graph.publish(...steps({ orderId: guestOrder, buyerId: null }).slice(0, 2));
    expect(await templatesTo(guestMail, 2)).toEqual(['return-requested', 'return-approved']);
    expect((await graph.messagesTo(guestMail)).map(({ locale }) => locale)).toEqual(['sw', 'sw']);
  });

  it('name no reason of a cancellation that has none', async () => {
    const to = newId('usr');
    await graph.publish(registered(graph.trail, to, `${to}@example.org`, 'en'));
    await graph.caughtUp();
    await graph.publish(event('cancelled', { reason: null }, { buyerId: to }));
    await templatesTo(`${to}@example.org`, 1);
    const [mail] = await graph.messagesTo(`${to}@example.org`);
    expect(mail).toMatchObject({ template: 'return-cancelled' });
    expect(mail!.body).not.toContain('Reason');
  });
});

describe('the decision of a dispute', () => {
  const resolved = (buyer: string, refund: string, more: object) => {
    const about = { orderId: newId('ord'), orderNumber: 'SO-2026-000123-1', number: 'SO-2026-000123-1-D1' };
    const state = { kind: 'BUYER', reason: 'OTHER', status: 'RESOLVED', outcome: 'BUYER', holdsMoney: false } as const;
    const people = { sellerId: newId('slr'), buyerId: buyer };
    const dispute = { ...about, ...state, ...people, amount: eur('1487'), refund: eur(refund), answerDueAt: at };
    const fact = { subject: newId('dsp'), sequence: 1, data: { dispute, decision: 'As agreed.', ...more } };
    return newEvent(ordersDispute, 'resolved', fact, byTime());
  };

  it.each([
    ['en', '1487', true, 'You get back EUR 14.87.'],
    ['en', '0', true, 'You get no money back.'],
    ['en', '0', false, 'you do not pay for the order'],
    ['de', '0', false, 'deshalb bezahlen Sie die Bestellung nicht'],
    ['sw', '0', false, 'hulipi agizo hili'],
  ])(
    'says in %s what a refund of %s means for an order that is charged: %s',
    async (locale, refund, isCharged, words) => {
      const to = newId('usr');
      await graph.publish(registered(graph.trail, to, `${to}@example.org`, locale));
      await graph.caughtUp();
      await graph.publish(resolved(to, refund, { isCharged }));
      await templatesTo(`${to}@example.org`, 1);
      const [mail] = await graph.messagesTo(`${to}@example.org`);
      expect(mail).toMatchObject({ template: 'dispute-decided', locale });
      expect(mail!.body?.replaceAll(/\s+/g, ' ')).toContain(words);
      if (refund === '0') expect(mail!.body).not.toMatch(/0[.,]00/);
    },
  );
});
