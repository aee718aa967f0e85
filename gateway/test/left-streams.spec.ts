import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { endedAccess, slowCalls } from './fixture-graph.ts';
import type { EventSource } from '../index.ts';
import { handBus } from './live-client.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { MAX_SOCKETS_PER_ADDRESS: '1' } });
});
afterAll(() => gateway.close());

const ask = (query: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    ...(signal ? { signal } : {}),
  });

it('a client that leaves while its operation starts holds no place among the event streams', async () => {
  const leaving = new AbortController();
  const begun = slowCalls.begun;
  const left = ask('{ slow(ms: 500) }', leaving.signal).catch(() => 'left');
  await until('it is under way', () => slowCalls.begun > begun);
  // What starts counts as well.
  expect((await ask('{ __typename }')).status).toBe(429);
  leaving.abort();
  expect(await left).toBe('left');
  const next = await until('there is a place again', async () => {
    const response = await ask('{ __typename }');
    const text = await response.text();
    return response.status === 200 && text;
  });
  expect(next).toContain('event: complete');
});

it('a session that ends while its subscription starts gets no stream', async () => {
  const bus = handBus();
  let join = (): void => {};
  const joined = new Promise<void>((resolve) => (join = resolve));
  const events: EventSource = { ...bus.source, follow: (wanted) => joined.then(() => bus.source.follow(wanted)) };
  const starting = await startTestGateway({ events });
  const token = await starting.tokens.sign({ sid: 'ses_ending' });
  const answer = fetch(`${starting.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'subscription { myThings { id } }' }),
  });
  await until('it starts', () =>
    starting.log().some(({ msg, type }) => msg === 'operation' && type === 'subscription'),
  );
  endedAccess.sessionIds.push('ses_ending');
  await until('the session has ended', async () => (await starting.ask('{ __typename }', { token })).status === 401);
  join();
  const response = await answer;
  expect([response.status, await response.json()]).toMatchObject([
    401,
    { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  ]);
  expect(bus.followers.size).toBe(1);
  const open = await starting.registry.getSingleMetric('soko_gateway_subscriptions')!.get();
  expect(open.values.filter(({ value }) => value !== 0)).toEqual([]);
  await starting.close();
});
