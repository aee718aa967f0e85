import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { analyticsReport, newEvent, productsDigital } from '@soko/events';
import { newId } from '@soko/ids';
import { type Fixture, startFixture, until } from '@soko/testing';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;
let orders: Fixture;
const guests = new Map<string, string>();

beforeAll(async () => {
  orders = startFixture('orders', {
    Query: {
      guestEmail: (_, { orderId }: { orderId: string }) => guests.get(orderId) ?? null,
      guestLocale: () => 'sw',
    },
  });
  graph = await startNotifications({}, () => orders.transport);
});

afterAll(() => graph.close());

const ready = (subject: string, buyerId: string | null, titles: readonly string[]) =>
  newEvent(
    productsDigital,
    'ready',
    {
      subject,
      sequence: 4,
      data: {
        number: 'SO-2026-000123-1',
        buyerId,
        lines: titles.map((title) => ({ lineId: newId('orl'), variantId: newId('var'), title, quantity: 1 })),
      },
    },
    graph.trail,
  );

describe('goods that are ready', () => {
  it('are announced to a guest at the address of the order, once, without what opens it', async () => {
    const orderId = newId('ord');
    const email = `${orderId}@example.org`;
    guests.set(orderId, email);
    const event = ready(orderId, null, ['Kazi Grotesk', 'Mono', 'Serif', 'Slab']);
    await graph.publish(event, event);
    await graph.caughtUp();
    const messages = await graph.messagesTo(email);
    expect(messages).toMatchObject([{ template: 'goods-ready-for-guest', channel: 'EMAIL', locale: 'sw' }]);
    expect(messages[0]!.body).toContain('SO-2026-000123-1');
    expect(messages[0]!.body).toContain('Kazi Grotesk, Mono, Serif (+ 1)');
    expect(messages[0]!.body).not.toMatch(/token|https?:|ord_/);
  });

  it('of a guest whose address was forgotten bring no mail, and hold up no other', async () => {
    const userId = newId('usr');
    const email = `${userId}@example.org`;
    await graph.publish(registered(graph.trail, userId, email));
    await graph.publish(ready(newId('ord'), null, ['Kazi Grotesk']), ready(newId('ord'), userId, ['Kazi Grotesk']));
    await graph.caughtUp();
    expect(await graph.messagesTo(email)).toMatchObject([{ template: 'goods-ready' }]);
    await until('nobody else got one', async () => {
      const { rows } = await graph.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM notifications WHERE template = 'goods-ready-for-guest'`,
      );
      return rows[0]!.count === 1;
    });
  });
});

describe('a report that a schedule made', () => {
  const about = (userId: string, type: 'completed' | 'failed', subject: string, scheduleId: string | null) => {
    const report = {
      userId,
      type: 'SALES_BY_DAY',
      scope: 'SELLER' as const,
      format: 'CSV' as const,
      from: '2026-02-01',
      to: '2026-02-28',
      status: type === 'completed' ? ('COMPLETE' as const) : ('FAILED' as const),
      rows: 1_250,
      scheduleId,
    };
    return newEvent(analyticsReport, type, { subject, sequence: 2, data: { report } }, graph.trail);
  };

  it('is announced without a link to the file, and one that a person asked for is not', async () => {
    const userId = newId('usr');
    const email = `${userId}@example.org`;
    await graph.publish(
      registered(graph.trail, userId, email),
      about(userId, 'completed', 'rpo_1', 'rps_1'),
      about(userId, 'failed', 'rpo_2', 'rps_1'),
      about(userId, 'completed', 'rpo_3', null),
    );
    await graph.caughtUp();
    const messages = await graph.messagesTo(email);
    expect(new Set(messages.map(({ template }) => template))).toEqual(new Set(['report-ready', 'report-failed']));
    expect(messages).toHaveLength(2);
    const ready = messages.find(({ template }) => template === 'report-ready')!;
    expect(ready.subject).toBe('Your report: sales by day');
    expect(ready.body).toContain('1,250');
    expect(ready.body).toContain('rpo_1');
    expect(ready.body).not.toMatch(/https?:/);
  });
});
