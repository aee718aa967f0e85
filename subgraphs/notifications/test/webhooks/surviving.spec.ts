import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { Webhook } from 'standardwebhooks';
import { type Scene, startNotifications } from '../start-notifications.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import {
  deliveriesOnce,
  hurry,
  openShop,
  orderLine,
  orderStep,
  type SeenDelivery,
  type Shop,
  withinMs,
} from './shop.ts';

jest.setTimeout(180_000);

let receiver: Receiver;
let graph: Scene;
let shop: Shop;

beforeAll(async () => {
  receiver = await startReceiver();
  graph = await startNotifications({ WEBHOOK_TRUSTED_ORIGINS: receiver.origin, WEBHOOK_TRIES: '3' });
});

afterAll(async () => {
  await graph.close();
  await receiver.close();
});

beforeEach(async () => {
  receiver.answer = () => ({ status: 204 });
  shop = await openShop(graph);
});

const step = (
  name: Parameters<typeof orderStep>[1],
  orderId: string,
  sequence: number,
  storeId: string | null = shop.storeId,
) => orderStep(graph.trail, name, { orderId, sequence, lines: [orderLine(storeId)] });

const seenOnce = (what: string, id: string, is: (seen: SeenDelivery[]) => boolean) =>
  deliveriesOnce(graph, shop, { what, id, is });

describe('a process that ends while it sends', () => {
  it('leaves a delivery that another one sends again with the same event id', async () => {
    const path = '/killed';
    const { id, secret } = await shop.endpoint(receiver.origin + path);
    const orderId = newId('ord');
    await graph.publish(step('confirmed', orderId, 1));
    await seenOnce('it is delivered', id, (seen) => seen[0]?.status === 'DELIVERED');
    // As a kill after the request leaves it: claimed, sent, and not saved.
    await graph.pool.query(
      'DELETE FROM webhook_attempt WHERE delivery_id IN (SELECT id FROM webhook_delivery WHERE endpoint_id = $1)',
      [id],
    );
    await graph.pool.query(
      `UPDATE webhook_delivery SET status = 'SENDING', ended_at = NULL, due_at = created_at WHERE endpoint_id = $1`,
      [id],
    );
    await graph.subgraph.runJob('notifications.deliver-webhooks');
    const [delivery] = await seenOnce('it is delivered again', id, (seen) => seen[0]?.status === 'DELIVERED');
    expect(delivery!.attempts).toMatchObject([
      { number: 2, responseCode: 204 },
      { number: 1, responseCode: null, error: 'INTERRUPTED' },
    ]);
    const [first, second] = receiver.at(path);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    new Webhook(secret).verify(second!.body, second!.headers as Record<string, string>);
  });
});

describe('a delivery that no process can send', () => {
  it('is tried again while its secret cannot be opened, and given up after its tries', async () => {
    const path = '/broken';
    const { id } = await shop.endpoint(receiver.origin + path);
    await graph.pool.query(`UPDATE webhook_endpoint SET secret = 'broken' WHERE id = $1`, [id]);
    await graph.publish(step('confirmed', newId('ord'), 1));
    for (const tries of [1, 2, 3]) {
      await seenOnce(`try ${tries} failed`, id, (seen) => seen[0]?.attempts.length === tries);
      await hurry(graph, id);
    }
    const [delivery] = await seenOnce('it is given up', id, (seen) => seen[0]?.status === 'FAILED');
    expect(delivery!.attempts.map(({ error }) => error)).toEqual(Array.from({ length: 3 }, () => 'INTERNAL_FAULT'));
    expect(receiver.at(path)).toEqual([]);
  });

  it('is given up when every process that sent it ended', async () => {
    const path = '/crashes';
    receiver.answer = () => ({ status: 500 });
    const { id } = await shop.endpoint(receiver.origin + path);
    await graph.publish(step('confirmed', newId('ord'), 1));
    await seenOnce('it failed', id, (seen) => seen[0]?.attempts.length === 1);
    await graph.pool.query(
      `UPDATE webhook_delivery SET status = 'SENDING', failures = 2, claims = 2, due_at = created_at WHERE endpoint_id = $1`,
      [id],
    );
    await graph.subgraph.runJob('notifications.deliver-webhooks');
    const [delivery] = await seenOnce('it is given up', id, (seen) => seen[0]?.status === 'FAILED');
    expect(delivery).toMatchObject({ endReason: 'TRIES_USED_UP' });
    expect(receiver.at(path)).toHaveLength(1);
  });
});

describe('two processes', () => {
  it('send each of many events once, in the order of their subjects', async () => {
    const replica = await graph.replica();
    try {
      const path = '/many';
      const { id } = await shop.endpoint(receiver.origin + path);
      const orderIds = Array.from({ length: 15 }, () => newId('ord'));
      const names = ['confirmed', 'packaged', 'shipped'] as const;
      await graph.publish(...names.flatMap((name, index) => orderIds.map((orderId) => step(name, orderId, index + 1))));
      await until(
        'all are delivered',
        async () => {
          const { rows } = await graph.pool.query<{ count: number }>(
            `SELECT count(*)::int FROM webhook_delivery WHERE endpoint_id = $1 AND status = 'DELIVERED'`,
            [id],
          );
          return rows[0]!.count === 45;
        },
        withinMs,
      );
      const received = receiver.at(path);
      expect(received).toHaveLength(45);
      for (const orderId of orderIds)
        expect(received.filter(({ event }) => event.subject === orderId).map(({ event }) => event.sequence)).toEqual([
          1, 2, 3,
        ]);
    } finally {
      await replica.close();
    }
  });
});
