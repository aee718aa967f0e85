import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRestGateway } from './rest-fixture.ts';

const requests = 10_000;
const windowMs = 60_000;

let gateway: Awaited<ReturnType<typeof startRestGateway>>;
beforeAll(async () => {
  // One machine sends all of them, so that the limit of its address must not come first.
  gateway = await startRestGateway({ REQUESTS_PER_ADDRESS: '1000000' });
});
afterAll(() => gateway.close());

const key = { authorization: 'Bearer soko_demo_secret' };

describe('a key that makes 10,000 requests a minute', () => {
  it('gets 600 answers and 429 with the time to wait for the others, while another caller goes on', async () => {
    const startedAt = performance.now();
    const statuses = new Map<number, number>();
    const wrong: unknown[] = [];
    let left = requests;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const { status, headers, body } = await gateway.call('GET', '/v1/sales/sal_1', key);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (headers.get('ratelimit-policy') !== '"requests";q=600;w=60') wrong.push([...headers]);
        if (status !== 429) continue;
        const wait = Number(headers.get('retry-after'));
        const says = [headers.get('ratelimit'), body.code, body.retryAfter, wait >= 1 && wait <= 60];
        if (String(says) !== String([`"requests";r=0;t=${wait}`, 'RATE_LIMITED', wait, true])) wrong.push(says);
      }
    };
    await Promise.all(Array.from({ length: 32 }, lane));
    const windows = Math.ceil((performance.now() - startedAt) / windowMs);
    expect(wrong.slice(0, 3)).toEqual([]);
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 429]);
    // 600 in each minute that it took.
    expect(statuses.get(200)).toBeGreaterThanOrEqual(600);
    expect(statuses.get(200)).toBeLessThanOrEqual(600 * windows);
    expect(statuses.get(200)! + statuses.get(429)!).toBe(requests);
    const user = { authorization: `Bearer ${await gateway.tokens.sign()}` };
    expect((await gateway.call('GET', '/v1/sales/sal_1', user)).status).toBe(200);
  });
});
