import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { type Scene, startNotifications } from '../start-notifications.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { createEndpoint, mutate, openShop, type Shop } from './shop.ts';

jest.setTimeout(180_000);

let receiver: Receiver;
let graph: Scene;
let shop: Shop;

beforeAll(async () => {
  receiver = await startReceiver();
  graph = await startNotifications({ WEBHOOK_TRUSTED_ORIGINS: receiver.origin });
  shop = await openShop(graph);
});

afterAll(async () => {
  await graph.close();
  await receiver.close();
});

const remove = mutate(
  'removeWebhookEndpoint',
  'RemoveWebhookEndpointInput',
  '... on RemovedWebhookEndpoint { id }',
  false,
);

const codeOf = (answer: Awaited<ReturnType<Scene['query']>>): unknown => answer.errors?.[0]?.extensions?.['code'];

describe('the endpoints of a store', () => {
  it('are created once for each key, and a repeat returns the secret again', async () => {
    const input = { storeId: shop.storeId, url: `${receiver.origin}/once`, eventTypes: ['STOCK_LOW'] };
    const create = async (more: object) =>
      (await graph.query(createEndpoint, { input: { ...input, ...more } }, { as: shop.owner })).data[
        'createWebhookEndpoint'
      ];
    const keyed = { idempotencyKey: newId('req') };
    const made = await Promise.all(Array.from({ length: 4 }, () => create(keyed)));
    made.push(await create(keyed));
    expect(new Set(made.map(({ endpoint, secret }) => `${endpoint.id} ${secret}`)).size).toBe(1);
    expect(made[0].secret).toMatch(/^whsec_/);
    const mismatch = await graph.query(
      createEndpoint,
      { input: { ...input, ...keyed, url: `${receiver.origin}/twice` } },
      { as: shop.owner },
    );
    expect(codeOf(mismatch)).toBe('IDEMPOTENCY_MISMATCH');
    expect((await create({ idempotencyKey: newId('req') })).endpoint.id).not.toBe(made[0].endpoint.id);
    await graph.query(remove, { input: { endpointId: made[0].endpoint.id } }, { as: shop.owner });
    expect(codeOf(await graph.query(createEndpoint, { input: { ...input, ...keyed } }, { as: shop.owner }))).toBe(
      'NOT_FOUND',
    );
  });
});
