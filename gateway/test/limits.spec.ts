import { afterEach, describe, expect, it } from '@jest/globals';
import { hasRedis, startRedis } from '@soko/testing';
import { codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function start(env: Record<string, string>): Promise<TestGateway> {
  const gateway = await startTestGateway({ env });
  undo.push(() => gateway.close());
  return gateway;
}

const cheap = '{ things(first: 1) { id } }';
/** The result may have 40 objects. */
const costly = '{ things(first: 40) { id } }';

describe('a client that asks too often', () => {
  it('gets 429 with the time after which to try again, before its request is read', async () => {
    const gateway = await start({ REQUESTS_PER_ADDRESS: '3' });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => gateway.ask(cheap)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
    const refused = await gateway.post('{ not json');
    expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    const retryAfter = refused.errors?.[0]?.extensions['retryAfter'];
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(10);
    expect(refused.headers.get('retry-after')).toBe(String(retryAfter));
    expect(refused.errors?.[0]?.message).toBe(`Too many requests. Try again in ${String(retryAfter)} s.`);
    // What is not a request to the graph goes on.
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
  });

  it('is counted by its own address, not by one that it names', async () => {
    const gateway = await start({ REQUESTS_PER_ADDRESS: '2', TRUST_PROXY: '1' });
    const from = (address: string) => gateway.post({ query: cheap }, { 'x-forwarded-for': address });
    const statuses = [];
    for (const address of ['192.0.2.1, 203.0.113.5', '192.0.2.2, 203.0.113.5', '192.0.2.3, 203.0.113.5', '203.0.113.6'])
      statuses.push((await from(address)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    const sixes = [];
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::2', '2001:db8:1:2:3:4:5:6', '2001:db8:1:3::1'])
      sixes.push((await from(address)).status);
    expect(sixes).toEqual([200, 200, 429, 200]);
  });

  it('has one budget, whether or not it claims to be a proxy', async () => {
    const gateway = await start({ REQUESTS_PER_ADDRESS: '2' });
    const claims: Record<string, string>[] = [{}, { 'x-forwarded-for': '203.0.113.5' }, { via: '1.1 proxy' }, {}];
    const statuses = [];
    for (const headers of claims) statuses.push((await gateway.post({ query: cheap }, headers)).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  it('cannot keep the gateway busy with the name of its operation', async () => {
    const gateway = await start({});
    await gateway.ask('query warm { __typename }');
    const begun = process.cpuUsage();
    const { status } = await gateway.ask(`query ${'a'.repeat(40_000)} { __typename }`);
    expect(status).toBe(200);
    // What this process computes, whatever else the machine does.
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1_000).toBeLessThan(1_000);
    const logged = gateway.log().findLast(({ msg }) => msg === 'operation');
    expect(logged).toMatchObject({ operation: 'a'.repeat(100) });
  });
});

describe('a client whose operations cost too much', () => {
  it('gets 429, while cheaper operations go on', async () => {
    const gateway = await start({ COST_PER_ADDRESS: '100' });
    expect((await gateway.ask(costly)).status).toBe(200);
    const costs = [];
    for (let tries = 0; tries < 3; tries += 1) costs.push(await gateway.ask(costly));
    const refused = costs.at(-1)!;
    expect(refused.status).toBe(429);
    expect(codesOf(refused)).toEqual(['RATE_LIMITED']);
    expect(refused.data).toBeUndefined();
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await gateway.ask(cheap)).status).toBe(200);
  });

  it('is counted by person as well', async () => {
    const gateway = await start({ COST_PER_VIEWER: '100' });
    const [one, other] = [await gateway.tokens.sign(), await gateway.tokens.sign({ sub: 'usr_2' })];
    const statuses = [];
    for (const token of [one, one, one, other]) statuses.push((await gateway.ask(costly, { token })).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect((await gateway.ask(costly)).status).toBe(200);
  });
});

describe('a client that sends ever new operations', () => {
  const alias = (index: number): string => `{ things(first: 1) { field${index}: id title owner { name } } }`;

  it('is refused when their planning took its time, while known operations go on', async () => {
    const gateway = await start({ PLANNING_MS_PER_ADDRESS: '2' });
    let index = 0;
    let answer = await gateway.ask(alias(index));
    expect(answer.status).toBe(200);
    while (answer.status === 200 && index < 200) answer = await gateway.ask(alias((index += 1)));
    expect(answer.status).toBe(429);
    expect(answer.errors?.[0]?.message).toMatch(/^Too many different operations\. Send the same text/);
    expect(index).toBeLessThan(100);
    expect((await gateway.ask(alias(0))).status).toBe(200);
  });

  it('is refused when too many wait at once, and equal ones are planned once', async () => {
    const gateway = await start({});
    const same = await Promise.all(Array.from({ length: 60 }, () => gateway.ask(alias(1))));
    expect(new Set(same.map(({ status }) => status))).toEqual(new Set([200]));
    const different = await Promise.all(Array.from({ length: 60 }, (_, index) => gateway.ask(alias(100 + index))));
    const statuses = different.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(new Set(statuses).size).toBeLessThanOrEqual(2);
    for (const refused of different.filter(({ status }) => status !== 200))
      expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }] });
  });
});

// Without /usr/bin/redis-server this is skipped: only a shared store makes gateways count together.
(hasRedis ? describe : describe.skip)('two gateways with one Redis', () => {
  it('count requests and costs together', async () => {
    const redis = await startRedis();
    undo.push(() => redis.kill());
    const env = { REDIS_URL: redis.url, REQUESTS_PER_ADDRESS: '6', COST_PER_ADDRESS: '10000' };
    const gateways = await Promise.all([start(env), start(env)]);
    const statuses: number[] = [];
    for (let index = 0; index < 8; index += 1) statuses.push((await gateways[index % 2]!.ask(cheap)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    await redis.kill();
    // Each counts for itself again, and refuses nobody because Redis is away.
    expect(await Promise.all(gateways.map((gateway) => gateway.ask(cheap).then(({ status }) => status)))).toEqual([
      200, 200,
    ]);
    await expect(gateways[0].registry.metrics()).resolves.toContain('soko_gateway_limits_fallback 1');
  });
});

describe('an operation is refused, and says what the limit is,', () => {
  const paged =
    'query ($n: Int = 8, $id: String = "") { things(first: $n) { id } search(text: $id) { ... on Thing { id } } }';
  const more = '{ ...F } fragment F on Query { a: things(first: 2) { id } b: things(first: 8) { id } }';

  it.each([
    ['for a page in its text', '{ things(first: 8) { id } }', {}, 'A page of things may have at most 7 items (first).'],
    ['for a page in a fragment', more, {}, 'A page of things may have at most 7 items (first).'],
    ['for a page in a variable', paged, { n: 9 }, 'A page of things may have at most 7 items (first).'],
    ['for a page by default', paged, {}, 'A page of things may have at most 7 items (first).'],
    ['for many bytes', paged, { n: 1, id: 'é'.repeat(50) }, 'Variables may have at most 100 bytes.'],
    ['for many values', paged, { n: 1, x: [1, 2, 3, 4] }, 'Variables may have at most 5 values.'],
    ['for a deep value', paged, { n: 1, x: [[[]]] }, 'Variables may be nested at most 2 levels deep.'],
  ])('%s', async (_, query, variables, message) => {
    const gateway = await start({
      MAX_PAGE_SIZE: '7',
      MAX_VARIABLES_BYTES: '100',
      MAX_VARIABLES_VALUES: '5',
      MAX_VARIABLES_DEPTH: '2',
    });
    const refused = await gateway.ask(query, { variables });
    expect(refused.errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect((await gateway.ask(paged, { variables: { n: 7, id: 'x'.repeat(90) } })).errors).toBeUndefined();
  });
});
