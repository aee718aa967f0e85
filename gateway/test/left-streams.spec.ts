import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { slowCalls } from './fixture-graph.ts';
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
