import { describe, expect, it, jest } from '@jest/globals';
import { newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { Webhook } from 'standardwebhooks';
import { publishToStores } from '../../commands/webhooks/publish-to-stores.ts';
import { type OrderEvent, publishOrder } from '../../domain/webhooks/publish-orders.ts';
import { hurry, mutate } from './shop.ts';
import { webhookScene } from './webhook-scene.ts';

jest.setTimeout(180_000);

const scene = webhookScene();
const { step, arrived, seenEndpoint, seenOnce } = scene;

describe('an event of a store', () => {
  it('is posted once, signed, and says nothing about the buyer', async () => {
    const { id, secret } = await scene.shop.endpoint(`${scene.receiver.origin}/once`);
    const orderId = newId('ord');
    const event = step('confirmed', orderId, 1);
    await scene.graph.publish(
      event,
      event,
      step('confirmed', newId('ord'), 1, newId('sto')),
      step('packaged', orderId, 2),
    );
    const [first, second] = await arrived('/once', 2);
    const wh = new Webhook(secret);
    expect(wh.verify(first!.body, first!.headers as Record<string, string>)).toMatchObject({
      id: event.id,
      type: 'order.confirmed',
      version: 1,
      storeId: scene.shop.storeId,
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
    expect(scene.receiver.at('/once')).toHaveLength(2);
  });

  it('is not posted to an endpoint that has not chosen its type', async () => {
    await scene.shop.endpoint(`${scene.receiver.origin}/fulfilled`, ['ORDER_FULFILLED']);
    const orderId = newId('ord');
    await scene.graph.publish(step('confirmed', orderId, 1), step('fulfilled', orderId, 2));
    const [first] = await arrived('/fulfilled', 1);
    expect(first!.event.type).toBe('order.fulfilled');
    expect(scene.receiver.at('/fulfilled')).toHaveLength(1);
  });

  it('costs no statement without a store, one when no endpoint wants it, and six for those that do', async () => {
    const texts = async (storeId: string | null): Promise<string[]> => {
      const { pool } = scene.graph;
      const event = step('confirmed', newId('ord'), 1, storeId) as OrderEvent;
      const publication = { event, published: publishOrder(event) };
      const deliverSoon = () => {};
      return (
        await scene.graph.statements(() =>
          publishToStores({ pool, deliverSoon, now: scene.graph.trail.now }, [publication]),
        )
      ).texts;
    };
    expect(await texts(null)).toEqual([]);
    expect(await texts(newId('sto'))).toHaveLength(1);
    const { id } = await scene.shop.endpoint(`${scene.receiver.origin}/statements`);
    expect(await texts(scene.shop.storeId)).toHaveLength(6);
    await scene.graph.pool.query('DELETE FROM webhook_endpoint WHERE id = $1', [id]);
  });
});

describe('a receiver that fails and recovers', () => {
  it('gets every event in the order of its subject, while other subjects go on', async () => {
    const path = '/recovers';
    const [slow, other] = [newId('ord'), newId('ord')];
    const isDown = new Set([slow]);
    scene.receiver.answer = ({ event }) =>
      isDown.has(event.subject) ? { status: 503, body: 'Down for\u0000 maintenance.' } : { status: 200, body: 'ok' };
    const { id, secret } = await scene.shop.endpoint(scene.receiver.origin + path);
    await scene.graph.publish(
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
      seen.some(
        ({ subject, attempts, nextAttemptAt }) => subject === slow && attempts.length === 1 && nextAttemptAt !== null,
      ),
    );
    const ofSlow = waiting.filter(({ subject }) => subject === slow).toReversed();
    expect(ofSlow.map(({ type, attempts, nextAttemptAt }) => [type, attempts.length, nextAttemptAt !== null])).toEqual([
      ['order.confirmed', 1, true],
      ['order.packaged', 0, false],
      ['order.shipped', 0, false],
    ]);
    expect(ofSlow[0]!.attempts[0]).toMatchObject({ responseCode: 503, responseHead: 'Down for maintenance.' });

    isDown.clear();
    await hurry(scene.graph, id);
    const all = await seenOnce('all are delivered', id, (seen) => seen.every(({ status }) => status === 'DELIVERED'));
    expect(all).toHaveLength(5);
    const accepted = scene.receiver.at(path).filter((_, index, list) => {
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
    for (const { body, headers } of scene.receiver.at(path))
      new Webhook(secret).verify(body, headers as Record<string, string>);
    expect((await seenEndpoint(id)).failingSince).toBeNull();
  });

  it('is given up for an event after the last try, and the next event of the subject follows', async () => {
    const path = '/gives-up';
    const orderId = newId('ord');
    scene.receiver.answer = ({ event }) => ({ status: event.sequence === 1 ? 500 : 204 });
    const { id } = await scene.shop.endpoint(scene.receiver.origin + path);
    await scene.graph.publish(step('confirmed', orderId, 1), step('packaged', orderId, 2));
    for (const tries of [1, 2]) {
      await seenOnce(`try ${tries} failed`, id, (seen) => seen.some(({ attempts }) => attempts.length === tries));
      await hurry(scene.graph, id);
    }
    const [second, first] = await seenOnce(
      'the second one is delivered',
      id,
      (seen) => seen[0]?.status === 'DELIVERED',
    );
    expect(first).toMatchObject({ status: 'FAILED', endReason: 'TRIES_USED_UP' });
    expect(first!.attempts.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(second!.type).toBe('order.packaged');

    scene.receiver.answer = () => ({ status: 204 });
    const again = mutate('redeliverWebhook', 'RedeliverWebhookInput', '... on WebhookDelivery { id status }');
    const input = { deliveryId: first!.id, idempotencyKey: newId('req') };
    const { data } = await scene.graph.query(again, { input }, { as: scene.shop.owner });
    expect(data['redeliverWebhook']).toMatchObject({ id: first!.id });
    await seenOnce('it is delivered', id, (seen) => seen.every(({ status }) => status === 'DELIVERED'));
    const sent = scene.receiver.at(path).filter(({ event }) => event.sequence === 1);
    expect(new Set(sent.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([first!.eventId]));
    // The repeat of the command sends nothing.
    await scene.graph.query(again, { input }, { as: scene.shop.owner });
    expect((await seenEndpoint(id)).deliveries[1]).toMatchObject({ status: 'DELIVERED', attempts: { length: 4 } });
  });
});

describe('an endpoint that answers 410', () => {
  it('is disabled, gets nothing more, and its store is notified once', async () => {
    const path = '/gone';
    scene.receiver.answer = () => ({ status: 410 });
    const { id } = await scene.shop.endpoint(scene.receiver.origin + path);
    const orderId = newId('ord');
    await scene.graph.publish(step('confirmed', orderId, 1), step('packaged', orderId, 2));
    const ended = await seenOnce(
      'both have ended',
      id,
      (seen) => seen.length === 2 && seen.every(({ status }) => status === 'FAILED'),
    );
    expect(ended.map(({ endReason }) => endReason)).toEqual(['ENDPOINT_DISABLED', 'ENDPOINT_DISABLED']);
    expect(await seenEndpoint(id)).toMatchObject({ status: 'DISABLED', disabledReason: 'GONE' });
    expect(scene.receiver.at(path)).toHaveLength(1);
    await scene.graph.subgraph.runJob('notifications.report-webhooks');
    await scene.graph.subgraph.runJob('notifications.report-webhooks');
    const mails = await scene.graph.messagesTo(scene.shop.ownerEmail);
    expect(
      mails.filter(({ template, body }) => template === 'webhook-disabled' && body!.includes('gone')),
    ).toHaveLength(1);

    scene.receiver.answer = () => ({ status: 204 });
    const update = mutate('updateWebhookEndpoint', 'UpdateWebhookEndpointInput', '... on WebhookEndpoint { status }');
    const test = mutate('sendTestWebhook', 'SendTestWebhookInput', '... on WebhookDelivery { type }');
    const input = { endpointId: id, idempotencyKey: newId('req') };
    const as = scene.shop.owner;
    expect((await scene.graph.query(test, { input }, { as })).data['sendTestWebhook']).toMatchObject({
      code: 'WEBHOOK_ENDPOINT_DISABLED',
    });
    const enabled = await scene.graph.query(update, { input: { endpointId: id, status: 'ACTIVE' } }, { as });
    expect(enabled.data['updateWebhookEndpoint']).toMatchObject({ status: 'ACTIVE' });
    expect((await scene.graph.query(test, { input }, { as })).data['sendTestWebhook']).toMatchObject({
      type: 'webhook.test',
    });
    expect((await arrived(path, 2))[1]!.event.type).toBe('webhook.test');
  });
});

describe('an endpoint that fails for days', () => {
  it('is disabled', async () => {
    scene.receiver.answer = () => ({ status: 500 });
    const { id } = await scene.shop.endpoint(`${scene.receiver.origin}/days`);
    await scene.graph.publish(step('confirmed', newId('ord'), 1));
    await seenOnce('it failed', id, (seen) => seen[0]?.attempts.length === 1);
    expect((await seenEndpoint(id)).failingSince).not.toBeNull();
    await scene.graph.pool.query(
      `UPDATE webhook_endpoint SET failing_since = failing_since - interval '3 days' WHERE id = $1`,
      [id],
    );
    await hurry(scene.graph, id);
    await seenOnce('it is given up', id, (seen) => seen[0]?.status === 'FAILED');
    expect(await seenEndpoint(id)).toMatchObject({ status: 'DISABLED', disabledReason: 'FAILING' });
  });
});

describe('a store that is deactivated', () => {
  it('gets nothing more: what waits ends, and nothing can be asked for until it is active again', async () => {
    const path = '/inactive';
    scene.receiver.answer = () => ({ status: 500 });
    const { id } = await scene.shop.endpoint(scene.receiver.origin + path);
    const orderId = newId('ord');
    await scene.graph.publish(step('confirmed', orderId, 1), step('packaged', orderId, 2));
    await seenOnce('the first one failed', id, (seen) => seen.some(({ attempts }) => attempts.length === 1));
    const becomes = (status: 'ACTIVE' | 'INACTIVE', sequence: number) =>
      newEvent(
        usersStore,
        'updated',
        { subject: scene.shop.storeId, sequence, data: { name: 'Zuri', domain: null, status } },
        scene.graph.trail,
      );
    await scene.graph.publish(becomes('INACTIVE', 5));
    const ended = await seenOnce('both have ended', id, (seen) => seen.every(({ status }) => status === 'FAILED'));
    expect(ended.map(({ endReason }) => endReason)).toEqual(['STORE_INACTIVE', 'STORE_INACTIVE']);
    const arrivedBefore = scene.receiver.at(path).length;
    scene.receiver.answer = () => ({ status: 204 });
    const test = mutate('sendTestWebhook', 'SendTestWebhookInput', '... on WebhookDelivery { type }');
    const again = mutate('redeliverWebhook', 'RedeliverWebhookInput', '... on WebhookDelivery { id }');
    const as = scene.shop.owner;
    const refused = { code: 'WEBHOOK_ENDPOINT_DISABLED' };
    const ask = async (text: string, input: object) =>
      Object.values((await scene.graph.query(text, { input }, { as })).data)[0];
    expect(await ask(test, { endpointId: id, idempotencyKey: newId('req') })).toMatchObject(refused);
    expect(await ask(again, { deliveryId: ended[0]!.id, idempotencyKey: newId('req') })).toMatchObject(refused);
    const handled = () =>
      until('all events are handled', async () =>
        Object.values(await scene.graph.bus.lag('notifications.webhooks')).every((lag) => lag === 0),
      );
    await scene.graph.publish(step('shipped', orderId, 3));
    await handled();
    await scene.graph.publish(becomes('ACTIVE', 6));
    await handled();
    await scene.graph.publish(step('fulfilled', orderId, 4));
    const later = (await arrived(path, arrivedBefore + 1)).slice(arrivedBefore);
    expect(later.map(({ event }) => event.type)).toEqual(['order.fulfilled']);
  });
});
