import { describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { hurry, withinMs } from './shop.ts';
import { webhookScene } from './webhook-scene.ts';

jest.setTimeout(180_000);

const scene = webhookScene();
const { step, seenOnce } = scene;

describe('a delivery that no process can send', () => {
  it('is tried again while its secret cannot be opened, and given up after its tries', async () => {
    const path = '/broken';
    const { id } = await scene.shop.endpoint(scene.receiver.origin + path);
    await scene.graph.pool.query(`UPDATE webhook_endpoint SET secret = 'broken' WHERE id = $1`, [id]);
    await scene.graph.publish(step('confirmed', newId('ord'), 1));
    for (const tries of [1, 2, 3]) {
      await seenOnce(`try ${tries} failed`, id, (seen) => seen[0]?.attempts.length === tries);
      await hurry(scene.graph, id);
    }
    const [delivery] = await seenOnce('it is given up', id, (seen) => seen[0]?.status === 'FAILED');
    expect(delivery!.attempts.map(({ error }) => error)).toEqual(Array.from({ length: 3 }, () => 'INTERNAL_FAULT'));
    expect(scene.receiver.at(path)).toEqual([]);
  });

  it('is given up when every process that sent it ended', async () => {
    const path = '/crashes';
    scene.receiver.answer = () => ({ status: 500 });
    const { id } = await scene.shop.endpoint(scene.receiver.origin + path);
    await scene.graph.publish(step('confirmed', newId('ord'), 1));
    await seenOnce('it failed', id, (seen) => seen[0]?.attempts.length === 1);
    await scene.graph.pool.query(
      `UPDATE webhook_delivery SET status = 'SENDING', failures = 2, claims = 2, due_at = created_at WHERE endpoint_id = $1`,
      [id],
    );
    await scene.graph.subgraph.runJob('notifications.deliver-webhooks');
    const [delivery] = await seenOnce('it is given up', id, (seen) => seen[0]?.status === 'FAILED');
    expect(delivery).toMatchObject({ endReason: 'TRIES_USED_UP' });
    expect(scene.receiver.at(path)).toHaveLength(1);
  });
});

describe('two processes', () => {
  it('send each of many events once, in the order of their subjects', async () => {
    const replica = await scene.graph.replica();
    try {
      const path = '/many';
      const { id } = await scene.shop.endpoint(scene.receiver.origin + path);
      const orderIds = Array.from({ length: 15 }, () => newId('ord'));
      const names = ['confirmed', 'packaged', 'shipped'] as const;
      await scene.graph.publish(
        ...names.flatMap((name, index) => orderIds.map((orderId) => step(name, orderId, index + 1))),
      );
      await until(
        'all are delivered',
        async () => {
          const { rows } = await scene.graph.pool.query<{ count: number }>(
            `SELECT count(*)::int FROM webhook_delivery WHERE endpoint_id = $1 AND status = 'DELIVERED'`,
            [id],
          );
          return rows[0]!.count === 45;
        },
        withinMs,
      );
      const received = scene.receiver.at(path);
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
