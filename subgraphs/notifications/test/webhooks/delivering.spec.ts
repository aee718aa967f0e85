import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { Webhook } from 'standardwebhooks';
import { publishToStores } from '../../commands/webhooks/publish-to-stores.ts';
import { type OrderEvent, publishOrder } from '../../domain/webhooks/publish-orders.ts';
import { type Scene, startNotifications } from '../start-notifications.ts';
import { type Received, type Receiver, startReceiver } from './receiver.ts';
import {
  deliveriesOnce,
  endpointOf,
  hurry,
  mutate,
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

const arrived = (path: string, count: number): Promise<Received[]> =>
  until(
    `${count} requests to ${path}`,
    () => {
      const found = receiver.at(path);
      return found.length >= count ? found : null;
    },
    withinMs,
  );

const seenEndpoint = (id: string) => endpointOf(graph, shop, id);

const seenOnce = (what: string, id: string, is: (seen: SeenDelivery[]) => boolean) =>
  deliveriesOnce(graph, shop, { what, id, is });

describe('an event of a store', () => {
  it('is posted once, signed, and says nothing about the buyer', async () => {
    const { id, secret } = await shop.endpoint(`${receiver.origin}/once`);
    const orderId = newId('ord');
    const event = step('confirmed', orderId, 1);
    await graph.publish(event, event, step('confirmed', newId('ord'), 1, newId('sto')), step('packaged', orderId, 2));
    const [first, second] = await arrived('/once', 2);
    const wh = new Webhook(secret);
    expect(wh.verify(first!.body, first!.headers as Record<string, string>)).toMatchObject({
      id: event.id,
      type: 'order.confirmed',
      version: 1,
      storeId: shop.storeId,
      subject: orderId,
      sequence: 1,
      data: {
        order: {
          id: orderId,
          isWhole: true,
          total: {
            amount: '12.50',
            currency: 'EUR',
          },
        },
      },
    });
    expect(first!.headers).toMatchObject({ 'webhook-id': event.id, 'soko-event-type': 'order.confirmed' });
    expect(first!.body).not.toContain('usr_the_buyer');
    expect(second!.event).toMatchObject({ type: 'order.packaged', subject: orderId });
    const deliveries = await seenOnce('both are delivered', id, (seen) =>
      seen.every(({ status }) => status === 'DELIVERED'),
    );
    expect(deliveries).toHaveLength(2);
    expect(first!.headers['soko-delivery-id']).toBe(deliveries[1]!.id);
    expect(deliveries[1]!.attempts).toMatchObject([{ number: 1, responseCode: 204, responseHead: '', error: null }]);
    expect(receiver.at('/once')).toHaveLength(2);
  });

  it('is not posted to an endpoint that has not chosen its type', async () => {
    await shop.endpoint(`${receiver.origin}/fulfilled`, ['ORDER_FULFILLED']);
    const orderId = newId('ord');
    await graph.publish(step('confirmed', orderId, 1), step('fulfilled', orderId, 2));
    const [first] = await arrived('/fulfilled', 1);
    expect(first!.event.type).toBe('order.fulfilled');
    expect(receiver.at('/fulfilled')).toHaveLength(1);
  });

  it('costs no statement without a store, one when no endpoint wants it, and six for those that do', async () => {
    const texts = async (storeId: string | null): Promise<string[]> => {
      const { pool } = graph;
      const event = step('confirmed', newId('ord'), 1, storeId) as OrderEvent;
      const publication = { event, published: publishOrder(event) };
      const deliverSoon = () => {};
      return (await graph.statements(() => publishToStores({ pool, deliverSoon, now: graph.trail.now }, [publication])))
        .texts;
    };
    expect(await texts(null)).toEqual([]);
    expect(await texts(newId('sto'))).toHaveLength(1);
    const { id } = await shop.endpoint(`${receiver.origin}/statements`);
    expect(await texts(shop.storeId)).toHaveLength(6);
    await graph.pool.query('DELETE FROM webhook_endpoint WHERE id = $1', [id]);
  });
});

describe('a receiver that fails and recovers', () => {
  it('gets every event in the order of its subject, while other subjects go on', async () => {
    const path = '/recovers';
    const [slow, other] = [newId('ord'), newId('ord')];
    const isDown = new Set([slow]);
    receiver.answer = ({ event }) =>
      isDown.has(event.subject) ? { status: 503, body: 'Down for\u0000 maintenance.' } : { status: 200, body: 'ok' };
    const { id, secret } = await shop.endpoint(receiver.origin + path);
    await graph.publish(
      step('confirmed', slow, 1),
      step('packaged', slow, 2),
      step('confirmed', other, 1),
      step('shipped', slow, 3),
      step('packaged', other, 2),
    );
    await seenOnce(
      'the other subject is delivered',
      id,
      (seen) => seen.filter(({ subject, status }) => subject === other && status === 'DELIVERED').length === 2,
    );
    const waiting = await seenOnce('the first one failed', id, (seen) =>
      seen.some(({ subject, attempts }) => subject === slow && attempts.length === 1),
    );
    const ofSlow = waiting.filter(({ subject }) => subject === slow).toReversed();
    expect(ofSlow.map(({ type, attempts, nextAttemptAt }) => [type, attempts.length, nextAttemptAt !== null])).toEqual([
      ['order.confirmed', 1, true],
      ['order.packaged', 0, false],
      ['order.shipped', 0, false],
    ]);
    expect(ofSlow[0]!.attempts[0]).toMatchObject({ responseCode: 503, responseHead: 'Down for maintenance.' });

    isDown.clear();
    await hurry(graph, id);
    const all = await seenOnce('all are delivered', id, (seen) => seen.every(({ status }) => status === 'DELIVERED'));
    expect(all).toHaveLength(5);
    const accepted = receiver.at(path).filter((_, index, list) => {
      const { subject, sequence } = list[index]!.event;
      return (
        subject !== slow ||
        sequence > 1 ||
        index === list.findLastIndex((one) => one.event.sequence === 1 && one.event.subject === slow)
      );
    });
    expect(accepted.filter(({ event }) => event.subject === slow).map(({ event }) => event.sequence)).toEqual([
      1, 2, 3,
    ]);
    expect(accepted.filter(({ event }) => event.subject === other).map(({ event }) => event.sequence)).toEqual([1, 2]);
    for (const { body, headers } of receiver.at(path))
      new Webhook(secret).verify(body, headers as Record<string, string>);
    expect((await seenEndpoint(id)).failingSince).toBeNull();
  });

  it('is given up for an event after the last try, and the next event of the subject follows', async () => {
    const path = '/gives-up';
    const orderId = newId('ord');
    receiver.answer = ({ event }) => ({ status: event.sequence === 1 ? 500 : 204 });
    const { id } = await shop.endpoint(receiver.origin + path);
    await graph.publish(step('confirmed', orderId, 1), step('packaged', orderId, 2));
    for (const tries of [1, 2]) {
      await seenOnce(`try ${tries} failed`, id, (seen) => seen.some(({ attempts }) => attempts.length === tries));
      await hurry(graph, id);
    }
    const [second, first] = await seenOnce(
      'the second one is delivered',
      id,
      (seen) => seen[0]?.status === 'DELIVERED',
    );
    expect(first).toMatchObject({ status: 'FAILED', endReason: 'TRIES_USED_UP' });
    expect(first!.attempts.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(second!.type).toBe('order.packaged');

    receiver.answer = () => ({ status: 204 });
    const again = mutate('redeliverWebhook', 'RedeliverWebhookInput', '... on WebhookDelivery { id status }');
    const input = { deliveryId: first!.id, idempotencyKey: newId('req') };
    const { data } = await graph.query(again, { input }, { as: shop.owner });
    expect(data['redeliverWebhook']).toMatchObject({ id: first!.id });
    await seenOnce('it is delivered', id, (seen) => seen.every(({ status }) => status === 'DELIVERED'));
    const sent = receiver.at(path).filter(({ event }) => event.sequence === 1);
    expect(new Set(sent.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([first!.eventId]));
    // The repeat of the command sends nothing.
    await graph.query(again, { input }, { as: shop.owner });
    expect((await seenEndpoint(id)).deliveries[1]).toMatchObject({ status: 'DELIVERED', attempts: { length: 4 } });
  });
});

describe('an endpoint that answers 410', () => {
  it('is disabled, gets nothing more, and its store is notified once', async () => {
    const path = '/gone';
    receiver.answer = () => ({ status: 410 });
    const { id } = await shop.endpoint(receiver.origin + path);
    const orderId = newId('ord');
    await graph.publish(step('confirmed', orderId, 1), step('packaged', orderId, 2));
    const ended = await seenOnce(
      'both have ended',
      id,
      (seen) => seen.length === 2 && seen.every(({ status }) => status === 'FAILED'),
    );
    expect(ended.map(({ endReason }) => endReason)).toEqual(['ENDPOINT_DISABLED', 'ENDPOINT_DISABLED']);
    expect(await seenEndpoint(id)).toMatchObject({ status: 'DISABLED', disabledReason: 'GONE' });
    expect(receiver.at(path)).toHaveLength(1);
    await graph.subgraph.runJob('notifications.report-webhooks');
    await graph.subgraph.runJob('notifications.report-webhooks');
    const mails = await graph.messagesTo(shop.ownerEmail);
    expect(
      mails.filter(({ template, body }) => template === 'webhook-disabled' && body!.includes('gone')),
    ).toHaveLength(1);

    receiver.answer = () => ({ status: 204 });
    const update = mutate('updateWebhookEndpoint', 'UpdateWebhookEndpointInput', '... on WebhookEndpoint { status }');
    const test = mutate('sendTestWebhook', 'SendTestWebhookInput', '... on WebhookDelivery { type }');
    const input = { endpointId: id, idempotencyKey: newId('req') };
    const as = shop.owner;
    expect((await graph.query(test, { input }, { as })).data['sendTestWebhook']).toMatchObject({
      code: 'WEBHOOK_ENDPOINT_DISABLED',
    });
    const enabled = await graph.query(update, { input: { endpointId: id, status: 'ACTIVE' } }, { as });
    expect(enabled.data['updateWebhookEndpoint']).toMatchObject({ status: 'ACTIVE' });
    expect((await graph.query(test, { input }, { as })).data['sendTestWebhook']).toMatchObject({
      type: 'webhook.test',
    });
    expect((await arrived(path, 2))[1]!.event.type).toBe('webhook.test');
  });
});

describe('an endpoint that fails for days', () => {
  it('is disabled', async () => {
    receiver.answer = () => ({ status: 500 });
    const { id } = await shop.endpoint(`${receiver.origin}/days`);
    await graph.publish(step('confirmed', newId('ord'), 1));
    await seenOnce('it failed', id, (seen) => seen[0]?.attempts.length === 1);
    expect((await seenEndpoint(id)).failingSince).not.toBeNull();
    await graph.pool.query(
      `UPDATE webhook_endpoint SET failing_since = failing_since - interval '3 days' WHERE id = $1`,
      [id],
    );
    await hurry(graph, id);
    await seenOnce('it is given up', id, (seen) => seen[0]?.status === 'FAILED');
    expect(await seenEndpoint(id)).toMatchObject({ status: 'DISABLED', disabledReason: 'FAILING' });
  });
});
