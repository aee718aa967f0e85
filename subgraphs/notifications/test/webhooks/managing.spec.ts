import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ApiKeyViewer, Scope } from '@soko/auth';
import { newEvent, usersStore, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { Webhook } from 'standardwebhooks';
import { type Scene, startNotifications } from '../start-notifications.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { createEndpoint, deliveriesQuery, mutate, openShop, type Shop, withinMs } from './shop.ts';

jest.setTimeout(180_000);

let receiver: Receiver;
let graph: Scene;
let shop: Shop;

beforeAll(async () => {
  receiver = await startReceiver();
  graph = await startNotifications({ WEBHOOK_TRUSTED_ORIGINS: receiver.origin });
});

afterAll(async () => {
  await graph.close();
  await receiver.close();
});

beforeEach(async () => {
  shop = await openShop(graph);
});

const list = /* GraphQL */ `
  query ($storeId: ID!) {
    webhookEndpoints(storeId: $storeId) {
      id
      url
      description
      eventTypes
      status
      previousSecretUntil
    }
  }
`;
const update = mutate(
  'updateWebhookEndpoint',
  'UpdateWebhookEndpointInput',
  '... on WebhookEndpoint { id url description eventTypes status disabledReason }',
);
const rotate = mutate(
  'rotateWebhookSecret',
  'RotateWebhookSecretInput',
  '... on WebhookEndpointWithSecret { secret endpoint { previousSecretUntil } }',
  false,
);
const remove = mutate(
  'removeWebhookEndpoint',
  'RemoveWebhookEndpointInput',
  '... on RemovedWebhookEndpoint { id }',
  false,
);
const test = mutate('sendTestWebhook', 'SendTestWebhookInput', '... on WebhookDelivery { id eventId status }');
const again = mutate('redeliverWebhook', 'RedeliverWebhookInput', '... on WebhookDelivery { id }');

const codeOf = (answer: Awaited<ReturnType<Scene['query']>>): unknown => answer.errors?.[0]?.extensions?.['code'];

const testEvent = (id: string, as = shop.owner) =>
  graph.query(test, { input: { endpointId: id, idempotencyKey: newId('req') } }, { as });

describe('the endpoints of a store', () => {
  it('are changed by its administrators and those of Soko, seen by its members, and hidden from others', async () => {
    const { id } = await shop.endpoint(`${receiver.origin}/rights`);
    const { data: sent } = await testEvent(id);
    const deliveryId = sent['sendTestWebhook'].id;
    const key = () => newId('req');
    const others = await openShop(graph);
    const changes = [
      [update, { endpointId: id, description: 'Till' }],
      [rotate, { endpointId: id }],
      [test, { endpointId: id, idempotencyKey: key() }],
      [again, { deliveryId, idempotencyKey: key() }],
      [remove, { endpointId: id }],
    ] as const;
    const strangers = [shop.helper, others.owner, person(newId('usr'), 'SUPPORT'), person(newId('usr'), 'SELLER')];
    for (const as of strangers) {
      for (const [document, input] of changes)
        expect(codeOf(await graph.query(document, { input }, { as }))).toBe('NOT_FOUND');
      expect((await graph.query(deliveriesQuery, { id }, { as })).data['webhookEndpoint']).toBeNull();
      expect(codeOf(await graph.query(list, { storeId: shop.storeId }, { as }))).toBe('FORBIDDEN');
      expect(codeOf(await graph.query(list, { storeId: newId('sto') }, { as }))).toBe('FORBIDDEN');
    }
    const as = shop.member;
    for (const [document, input] of changes)
      expect(codeOf(await graph.query(document, { input }, { as }))).toBe('FORBIDDEN');
    expect((await graph.query(list, { storeId: shop.storeId }, { as })).data['webhookEndpoints']).toMatchObject([
      { id },
    ]);
    const input = { storeId: shop.storeId, url: `${receiver.origin}/rights`, eventTypes: ['STOCK_LOW'] };
    for (const each of [shop.member, ...strangers])
      expect(codeOf(await graph.query(createEndpoint, { input }, { as: each }))).toBe('FORBIDDEN');
    const key1 = { kind: 'apiKey' as const, id: 'key_1', storeId: shop.storeId, scopes: ['products:write' as const] };
    expect(codeOf(await graph.query(createEndpoint, { input }, { as: key1 }))).toBe('FORBIDDEN');
    const admin = person(newId('usr'), 'ADMIN');
    expect((await graph.query(createEndpoint, { input }, { as: admin })).data['createWebhookEndpoint']).toMatchObject({
      __typename: 'WebhookEndpointWithSecret',
    });
    const unknown = { input: { ...input, storeId: newId('sto') } };
    expect(codeOf(await graph.query(createEndpoint, unknown, { as: admin }))).toBe('NOT_FOUND');
  });

  it('are changed by keys of the store with `webhooks:write`, seen with `webhooks:read`, and hidden from other keys', async () => {
    const { id } = await shop.endpoint(`${receiver.origin}/keys`);
    const keyOf = (storeId: string, ...scopes: Scope[]): ApiKeyViewer => ({
      kind: 'apiKey',
      id: newId('key'),
      storeId,
      scopes,
    });
    const input = { storeId: shop.storeId, url: `${receiver.origin}/keys`, eventTypes: ['STOCK_LOW'] };
    const idempotencyKey = newId('req');
    const changes = [
      [createEndpoint, input],
      [update, { endpointId: id, description: 'Till' }],
      [rotate, { endpointId: id }],
      [test, { endpointId: id, idempotencyKey }],
      [remove, { endpointId: id }],
    ] as const;
    const reader = keyOf(shop.storeId, 'webhooks:read');
    for (const [document, change] of changes)
      expect(codeOf(await graph.query(document, { input: change }, { as: reader }))).toBe('FORBIDDEN');
    expect((await graph.query(list, { storeId: shop.storeId }, { as: reader })).data['webhookEndpoints']).toMatchObject(
      [{ id }],
    );
    expect((await graph.query(deliveriesQuery, { id }, { as: reader })).data['webhookEndpoint']).toMatchObject({
      status: 'ACTIVE',
    });
    const others = keyOf(newId('sto'), 'webhooks:write');
    expect((await graph.query(deliveriesQuery, { id }, { as: others })).data['webhookEndpoint']).toBeNull();
    expect(codeOf(await graph.query(list, { storeId: shop.storeId }, { as: others }))).toBe('FORBIDDEN');
    for (const [document, change] of changes)
      expect(codeOf(await graph.query(document, { input: change }, { as: others }))).toBe(
        'storeId' in change ? 'FORBIDDEN' : 'NOT_FOUND',
      );
    const writer = keyOf(shop.storeId, 'webhooks:write');
    for (const [document, change] of changes)
      expect((await graph.query(document, { input: change }, { as: writer })).errors).toBeUndefined();
  });

  it('are out of reach for an administrator whose role has ended', async () => {
    const { id } = await shop.endpoint(`${receiver.origin}/ended`);
    const data = {
      memberId: newId('mem'),
      userId: shop.owner.kind === 'user' ? shop.owner.id : '',
      role: 'ADMIN' as const,
    };
    await graph.publish(
      newEvent(usersStore, 'member_removed', { subject: shop.storeId, sequence: 9, data }, graph.trail),
    );
    await until('the role has ended', async () => codeOf(await testEvent(id)) === 'NOT_FOUND', withinMs);
  });

  it('are ten at most, also when they are created at once', async () => {
    const input = { storeId: shop.storeId, url: `${receiver.origin}/ten`, eventTypes: ['STOCK_LOW'] };
    const created = await Promise.all(
      Array.from({ length: 14 }, () => graph.query(createEndpoint, { input }, { as: shop.owner })),
    );
    const names = created.map(({ data }) => data['createWebhookEndpoint'].__typename as string).toSorted();
    expect(names).toEqual([
      ...Array.from({ length: 10 }, () => 'WebhookEndpointWithSecret'),
      ...Array.from({ length: 4 }, () => 'WebhookLimitReached'),
    ]);
  });

  it('keep what a change leaves out, and refuse values that are none', async () => {
    const { id } = await shop.endpoint(`${receiver.origin}/change`, ['STOCK_LOW', 'ORDER_CONFIRMED', 'STOCK_LOW']);
    const change = async (input: object) =>
      graph.query(update, { input: { endpointId: id, ...input } }, { as: shop.owner });
    expect((await change({ description: ' Till ' })).data['updateWebhookEndpoint']).toMatchObject({
      description: 'Till',
      url: `${receiver.origin}/change`,
      eventTypes: ['ORDER_CONFIRMED', 'STOCK_LOW'],
    });
    expect((await change({ eventTypes: ['STOCK_LOW'] })).data['updateWebhookEndpoint']).toMatchObject({
      description: 'Till',
      eventTypes: ['STOCK_LOW'],
    });
    expect((await change({ description: null })).data['updateWebhookEndpoint']).toMatchObject({ description: null });
    for (const wrong of [
      { url: null },
      { eventTypes: null },
      { status: null },
      { eventTypes: [] },
      { url: 'nowhere' },
      { description: 'a\nb' },
    ])
      expect(codeOf(await change(wrong))).toBe('BAD_USER_INPUT');
    expect((await change({ url: 'https://127.0.0.1/' })).data['updateWebhookEndpoint']).toMatchObject({
      code: 'WEBHOOK_URL_NOT_ALLOWED',
    });
    expect((await change({ status: 'DISABLED' })).data['updateWebhookEndpoint']).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'TEAM',
    });
    await graph.subgraph.runJob('notifications.report-webhooks');
    const { rows } = await graph.pool.query(`SELECT FROM notifications WHERE template = 'webhook-disabled'`);
    expect(rows).toHaveLength(0);
  });

  it('are read with one statement for the attempts of all deliveries', async () => {
    const { id } = await shop.endpoint(`${receiver.origin}/statements`);
    const counts: number[] = [];
    for (const deliveries of [2, 8]) {
      for (let sent = 0; sent < deliveries; sent += 1) await testEvent(id);
      const read = await graph.statements(() => graph.query(deliveriesQuery, { id }, { as: shop.owner }));
      counts.push(read.count);
    }
    expect(counts).toEqual([4, 4]);
  });

  it('forget their creator when the person is erased', async () => {
    const { id } = await shop.endpoint(`${receiver.origin}/erased`);
    const subject = shop.owner.kind === 'user' ? shop.owner.id : '';
    await graph.publish(newEvent(usersUser, 'erased', { subject, sequence: 9, data: {} }, graph.trail));
    await until(
      'the creator is forgotten',
      async () => {
        const { rows } = await graph.pool.query<{ created_by: string | null }>(
          'SELECT created_by FROM webhook_endpoint WHERE id = $1',
          [id],
        );
        return rows[0]!.created_by === null;
      },
      withinMs,
    );
  });
});

describe('the secret of an endpoint', () => {
  const latest = async (path: string, count: number) =>
    until(`${count} test events`, () => receiver.at(path)[count - 1] ?? null, withinMs);
  const isSigned = (secret: string, { body, headers }: { body: string; headers: object }): boolean => {
    try {
      new Webhook(secret).verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };

  it('signs beside the previous one for a time, and alone after it', async () => {
    const path = '/rotated';
    const { id, secret: first } = await shop.endpoint(receiver.origin + path);
    const rotated = async (input: object): Promise<string> =>
      (await graph.query(rotate, { input: { endpointId: id, ...input } }, { as: shop.owner })).data[
        'rotateWebhookSecret'
      ].secret;
    const second = await rotated({});
    await testEvent(id);
    const one = await latest(path, 1);
    expect([first, second].map((secret) => isSigned(secret, one))).toEqual([true, true]);
    const third = await rotated({ previousHours: 1 });
    await testEvent(id);
    const two = await latest(path, 2);
    expect([first, second, third].map((secret) => isSigned(secret, two))).toEqual([false, true, true]);
    await graph.pool.query(`UPDATE webhook_endpoint SET previous_secret_until = created_at WHERE id = $1`, [id]);
    await testEvent(id);
    const three = await latest(path, 3);
    expect([second, third].map((secret) => isSigned(secret, three))).toEqual([false, true]);
    await graph.subgraph.runJob('notifications.delete-old-secrets');
    const { rows } = await graph.pool.query('SELECT previous_secret FROM webhook_endpoint WHERE id = $1', [id]);
    expect(rows).toEqual([{ previous_secret: null }]);
    const fourth = await rotated({ previousHours: 0 });
    await testEvent(id);
    const four = await latest(path, 4);
    expect([third, fourth].map((secret) => isSigned(secret, four))).toEqual([false, true]);
    expect(
      codeOf(await graph.query(rotate, { input: { endpointId: id, previousHours: 169 } }, { as: shop.owner })),
    ).toBe('BAD_USER_INPUT');
  });

  it('is in no column of the database and in no list', async () => {
    const { secret } = await shop.endpoint(`${receiver.origin}/sealed`);
    const { rows } = await graph.pool.query<{ row: string }>(
      'SELECT to_jsonb(e)::text AS row FROM webhook_endpoint e WHERE store_id = $1',
      [shop.storeId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain(secret.slice('whsec_'.length, -1));
  });
});

describe('an endpoint that is removed', () => {
  it('takes its deliveries along, also one that is being sent', async () => {
    receiver.answer = () => null;
    const path = '/removed';
    const { id } = await shop.endpoint(receiver.origin + path);
    await testEvent(id);
    await until('it is being sent', () => receiver.at(path).length === 1, withinMs);
    expect((await graph.query(remove, { input: { endpointId: id } }, { as: shop.owner })).data).toMatchObject({
      removeWebhookEndpoint: { id },
    });
    receiver.answer = () => ({ status: 204 });
    receiver.drop();
    await graph.subgraph.runJob('notifications.deliver-webhooks');
    const { rows } = await graph.pool.query('SELECT FROM webhook_delivery WHERE endpoint_id = $1', [id]);
    expect(rows).toHaveLength(0);
    expect(codeOf(await graph.query(remove, { input: { endpointId: id } }, { as: shop.owner }))).toBe('NOT_FOUND');
  });
});

describe('a delivery that waits', () => {
  it('cannot be asked for again', async () => {
    receiver.answer = () => ({ status: 500 });
    const { id } = await shop.endpoint(`${receiver.origin}/waits`);
    const { data } = await testEvent(id);
    const deliveryId = data['sendTestWebhook'].id;
    const input = { deliveryId, idempotencyKey: newId('req') };
    const refused = await graph.query(again, { input }, { as: shop.owner });
    expect(refused.data['redeliverWebhook']).toMatchObject({ code: 'WEBHOOK_DELIVERY_PENDING' });
    receiver.answer = () => ({ status: 204 });
  });
});
