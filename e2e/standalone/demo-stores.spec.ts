import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { type RunningSoko, seededDataFolder, startSoko } from '../harness/soko.mjs';

const program = join(import.meta.dirname, '../../dist/server/seed-stores.js');

describe('npm run seed:stores', () => {
  let soko: RunningSoko;
  let customer: Client;
  let seller: Client;

  const seed = async (): Promise<string[]> => {
    const env = { ...process.env, NODE_OPTIONS: '', PORT: String(soko.port), SOKO_DATA_DIR: soko.dataFolder };
    const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
    return stdout.trim().split('\n');
  };

  beforeAll(async () => {
    soko = await startSoko({ dataFolder: await seededDataFolder() });
    customer = await signedInAs('customer@example.com', soko.url);
    seller = await signedInAs('seller@example.com', soko.url);
  });
  afterAll(async () => {
    await soko.stop();
    await rm(soko.dataFolder, { recursive: true, force: true });
  });

  it('lets people buy, claim and redeem at the demo stores, and changes nothing when it runs again', async () => {
    const said = await seed();
    expect(said).toHaveLength(5);
    expect(await seed()).toEqual(said);
    const [{ id: storeId }] = (await seller.data('{ myStores { id name } }')).myStores;
    const store = await seller.data(
      `query ($storeId: ID!) {
        contacts(storeId: $storeId, filter: { query: "source:import" }) { nodes { id } }
        segments(storeId: $storeId) { name }
        claimLinks(storeId: $storeId) { nodes { claimed quota } }
        rewards(storeId: $storeId) { nodes { id } }
        reportSchedules { id }
      }`,
      { storeId },
    );
    expect(store).toMatchObject({
      claimLinks: { nodes: [{ claimed: 1, quota: 150 }] },
      rewards: { nodes: [{ id: expect.any(String) }] },
      reportSchedules: [{ id: expect.any(String) }],
    });
    expect([store.contacts.nodes.length, store.segments.length]).toEqual([5, 2]);
    const rewardId = store.rewards.nodes[0].id;
    const { claimReward } = await customer.data(
      `mutation ($input: ClaimRewardInput!) { claimReward(input: $input) {
        ... on RewardClaim { couponCode } ... on UserError { code message } } }`,
      { input: { idempotencyKey: 'coffee-of-the-demo', rewardId } },
    );
    expect(claimReward).toMatchObject({ couponCode: expect.any(String) });

    const { products } = await customer.data(
      `{ products(filter: { search: "Turkana at Dusk" }) { nodes { title token { maxSupply } variants { id } } } }`,
    );
    const [{ title, token, variants }] = products.nodes;
    expect([title, token]).toEqual(['Turkana at Dusk, edition of 50', { maxSupply: 50 }]);
    await until('it is in stock', async () => {
      const { addToCart } = await customer.data(
        `mutation ($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { id } ... on UserError { code } } }`,
        { input: { variantId: variants[0].id, quantity: 1 } },
      );
      return addToCart.id !== undefined;
    });
    const quote = await buying.quote(customer, null, { deliveryMethod: 'NONE' });
    const { orders } = await buying.placeOrder(customer, quote.id, 'pm_card_bypassPending');
    await until('it is minted', async () => {
      const { order } = await customer.data(
        'query ($id: ID!) { order(id: $id) { status lines { mint { status } } } }',
        {
          id: orders[0].id,
        },
      );
      return order.status === 'FULFILLED' && order.lines[0].mint.status === 'CONFIRMED';
    });
  });
});
