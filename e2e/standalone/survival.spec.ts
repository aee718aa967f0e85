import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { client, signedInAs } from '../harness/client.ts';
import { becomeSeller } from '../harness/people.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';
import { seededDataFolder, type RunningSoko, startSoko } from '../harness/soko.mjs';

describe('what was done survives', () => {
  const word = `kiondo${v7().slice(-10)}`;
  const correlationId = `survival-${v7()}`;
  let dataFolder: string;
  let soko: RunningSoko;
  let productId: string;
  let before: unknown;

  /** What everybody and an administrator can see of the story. */
  async function seen(): Promise<unknown> {
    const admin = await signedInAs('admin@example.com', soko.url);
    const { products } = await client({ url: soko.url }).data(
      `query($search: String!) { products(filter: { search: $search }) {
         nodes { id title version seller { displayName } media { width height } variants { sku price { amount currency } } }
         facets { name values { value count } } } }`,
      { search: word },
    );
    const events = await until('the events of the story', async () => {
      const answer = await admin.data(
        `query($correlationId: String!) { events(first: 100, filter: { correlationId: $correlationId }) { nodes { id type } } }`,
        { correlationId },
      );
      const { nodes } = answer.events as { nodes: { id: string; type: string }[] };
      return nodes.some(({ type }) => type === 'products.product.published') ? nodes : null;
    });
    return { products, events };
  }

  beforeAll(async () => {
    dataFolder = await seededDataFolder();
    soko = await startSoko({ dataFolder });
    const visitor = client({ url: soko.url, correlationId });
    const { seller } = await becomeSeller('nia', visitor, soko.url);
    const categoryId = await someCategory(visitor);
    productId = await sellSomething(seller, { title: `Bag ${word}`, tags: ['sisal'], categoryId });
    before = await seen();
  });

  afterAll(async () => {
    await soko.stop();
    await rm(dataFolder, { recursive: true, force: true });
  });

  it('a closed terminal and a start, at the same addresses', async () => {
    expect(await soko.stop('SIGHUP')).toBe(0);
    expect(existsSync(join(dataFolder, 'postgres/data/postmaster.pid'))).toBe(false);
    const { stripeAdmin } = soko;
    soko = await startSoko({ dataFolder });
    expect(soko.stripeAdmin).toBe(stripeAdmin);
    expect(await seen()).toEqual(before);
    expect(JSON.stringify(before)).toContain(productId);
  });

  it('kill -9 and a start', async () => {
    await soko.kill();
    soko = await startSoko({ dataFolder });
    expect(await seen()).toEqual(before);
    expect(soko.output()).not.toMatch(/"level":"(error|fatal)"|Cannot use a pool/);
  });
});
