import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { Webhook } from 'standardwebhooks';
import { buy, receiveStock } from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import { becomeSeller } from '../harness/people.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';

const refused = '... on UserError { __typename code message }';

interface Caught {
  signature: string;
  repeats: number;
  headers: Record<string, string>;
  body: string;
}

/** The simulated receiver of webhooks. */
function receiver() {
  const admin = process.env['SOKO_WEBHOOKS_ADMIN'];
  if (admin === undefined) throw new Error('SOKO_WEBHOOKS_ADMIN is not set: this Soko has no receiver of webhooks.');
  const call = (method: string, path: string, body: object) =>
    fetch(`${admin}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    urlOf: (name: string) => admin.replace('/_admin', `/hooks/${name}`),
    setSecret: (name: string, secret: string) => call('PUT', `receivers/${name}`, { secret }),
    fail: (name: string, times: number) => call('POST', 'faults', { match: `POST /hooks/${name}`, status: 503, times }),
    /** Oldest first. */
    async caught(name: string): Promise<Caught[]> {
      const { data } = (await (await fetch(`${admin}/caught?receiver=${name}`)).json()) as { data: Caught[] };
      return data.toReversed();
    },
  };
}

const createEndpoint = (who: Client, storeId: string, url: string, eventTypes: readonly string[]) =>
  who.data(
    `mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
       ... on WebhookEndpointWithSecret { secret endpoint { id } } ${refused} } }`,
    { input: { storeId, url, eventTypes } },
  );

async function openStore() {
  const { seller } = await becomeSeller('hooks', client());
  const { createStore } = await seller.data(
    `mutation ($input: CreateStoreInput!) { createStore(input: $input) { ... on Store { id } ${refused} } }`,
    { input: { name: 'Hooks' } },
  );
  return { seller, storeId: createStore.id as string };
}

describe('the webhooks of a store', () => {
  it('post each step of a sale to its receiver, verifiable, in order and once', async () => {
    const hooks = receiver();
    const { seller, storeId } = await openStore();
    const name = storeId.slice(-12);
    const types = ['ORDER_CONFIRMED', 'ORDER_PAYMENT_CHANGED', 'PRODUCT_PUBLISHED'];
    const { createWebhookEndpoint: created } = await createEndpoint(seller, storeId, hooks.urlOf(name), types);
    expect(created.secret).toMatch(/^whsec_/);
    await hooks.setSecret(name, created.secret);
    const categoryId = await someCategory(seller);
    const productId = await sellSomething(seller, { title: 'Stool with hooks', tags: ['stool'], categoryId, storeId });
    const { product } = await seller.data('query ($id: ID!) { product(id: $id) { variants { id } } }', {
      id: productId,
    });
    await receiveStock(seller, product.variants[0].id, 3);
    const { orders } = await buy([[product.variants[0].id, 1]]);
    const caught = await until('the sale is posted', async () => {
      const found = await hooks.caught(name);
      return found.some(({ body }) => body.includes('order.confirmed')) ? found : null;
    });
    expect(caught.map(({ signature, repeats }) => [signature, repeats])).toEqual(caught.map(() => ['verified', 0]));
    const events = caught.map(
      ({ body, headers }) =>
        new Webhook(created.secret).verify(body, headers) as {
          type: string;
          subject: string;
          data: { order?: { number: string; lines: unknown[] } };
        },
    );
    expect(events.map(({ type, subject }) => [type, subject])).toEqual([
      ['product.published', productId],
      ['order.confirmed', orders[0]],
    ]);
    expect(events[1]!.data.order!.lines).toHaveLength(1);
  });

  it('wait for a receiver that is down, and can be asked for again', async () => {
    const hooks = receiver();
    const { seller, storeId } = await openStore();
    const name = storeId.slice(-12);
    const { createWebhookEndpoint: created } = await createEndpoint(seller, storeId, hooks.urlOf(name), ['STOCK_LOW']);
    await hooks.fail(name, 1);
    const endpointId = created.endpoint.id;
    const { sendTestWebhook } = await seller.data(
      `mutation ($input: SendTestWebhookInput!) { sendTestWebhook(input: $input) { ... on WebhookDelivery { id } ${refused} } }`,
      { input: { endpointId, idempotencyKey: `test-${endpointId}` } },
    );
    const deliveryOnce = (what: string, is: (delivery: { status: string; attempts: object[] }) => boolean) =>
      until(what, async () => {
        const { webhookEndpoint } = await seller.data(
          `query ($id: ID!) { webhookEndpoint(id: $id) { deliveries(first: 1) { nodes {
               id status attempts { responseCode } } } } }`,
          { id: endpointId },
        );
        const delivery = webhookEndpoint.deliveries.nodes[0];
        return is(delivery) ? delivery : null;
      });
    const failed = await deliveryOnce('it failed', ({ attempts }) => attempts.length === 1);
    expect(failed).toMatchObject({ id: sendTestWebhook.id, attempts: [{ responseCode: 503 }] });
    // The next attempt follows within ten seconds.
    const delivered = await deliveryOnce('it is delivered', ({ status }) => status === 'DELIVERED');
    expect(delivered.attempts).toEqual([{ responseCode: 204 }, { responseCode: 503 }]);
    expect(await hooks.caught(name)).toHaveLength(1);
  });

  it('may not be posted to addresses inside the network', async () => {
    const { seller, storeId } = await openStore();
    for (const host of ['127.0.0.1', '10.0.0.8', '[::1]', 'localhost', '169.254.169.254']) {
      const { createWebhookEndpoint: refusal } = await createEndpoint(seller, storeId, `https://${host}/`, [
        'STOCK_LOW',
      ]);
      expect([host, refusal]).toMatchObject([host, { code: 'WEBHOOK_URL_NOT_ALLOWED' }]);
    }
  });
});
