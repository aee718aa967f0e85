import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { startWebhooksSimulator, type WebhooksSimulator } from '../index.ts';

let simulator: WebhooksSimulator;

beforeAll(async () => {
  simulator = await startWebhooksSimulator({ port: 0, log: silentLogger });
});

afterAll(() => simulator.close());

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const body = '{"type":"order.confirmed","subject":"ord_1"}';
const sign = (text: string) => createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(text);

const post = (receiver: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${simulator.url}/hooks/${receiver}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1772366400',
      'webhook-signature': `v1,AAAA v1,${sign(`evt_1.1772366400.${body}`).digest('base64')}`,
      'soko-signature': `t=1772366400,v1=${sign(`1772366400.${body}`).digest('hex')}`,
      ...headers,
    },
    body,
  });

const setSecret = (receiver: string, value: string): Promise<Response> =>
  fetch(`${simulator.url}/_admin/receivers/${receiver}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: value }),
  });

const caught = async (receiver: string): Promise<{ signature: string; repeats: number; body: string }[]> => {
  const answer = await fetch(`${simulator.url}/_admin/caught?receiver=${receiver}`);
  return ((await answer.json()) as { data: { signature: string; repeats: number; body: string }[] }).data;
};

describe('a caught webhook', () => {
  it('is verified once the secret is known, and shown on the page', async () => {
    expect((await post('shop')).status).toBe(204);
    expect(await caught('shop')).toMatchObject([{ signature: 'no secret', repeats: 0, body }]);
    expect((await setSecret('shop', secret)).status).toBe(200);
    expect(await caught('shop')).toMatchObject([{ signature: 'verified' }]);
    expect((await setSecret('shop', `whsec_${randomBytes(32).toString('base64')}`)).status).toBe(200);
    await post('shop');
    expect(await caught('shop')).toMatchObject([{ signature: 'verified', repeats: 1 }, { signature: 'verified' }]);
    const page = await (await fetch(simulator.url)).text();
    expect(page).toContain('order.confirmed');
    expect(page).toContain('sent 2 times');
  });

  it.each([
    { 'webhook-signature': 'v1,AAAA' },
    { 'soko-signature': 't=1772366400,v1=00' },
    { 'webhook-id': 'evt_2' },
    { 'soko-signature': '' },
  ])('is wrong with %j', async (headers) => {
    await setSecret('wrong', secret);
    await post('wrong', headers);
    expect((await caught('wrong'))[0]).toMatchObject({ signature: 'wrong' });
  });

  it('is not caught while a fault hits its receiver', async () => {
    await fetch(`${simulator.url}/_admin/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match: 'POST /hooks/down', status: 503 }),
    });
    expect((await post('down')).status).toBe(503);
    expect(await caught('down')).toEqual([]);
    expect((await post('down')).status).toBe(204);
    expect(await caught('down')).toHaveLength(1);
  });

  it('needs a secret in the form of Standard Webhooks', async () => {
    expect((await setSecret('shop', 'secret')).status).toBe(400);
  });
});
