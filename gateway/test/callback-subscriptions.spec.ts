import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginSubscriptionCallback } from '@apollo/server/plugin/subscriptionCallback';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Gateway } from '../index.ts';
import { weatherResolvers, weatherSdl } from './foreign-subgraphs.ts';
import { type ForeignGraph, startForeignGraph } from './start-foreign-graph.ts';

let graph: ForeignGraph;
beforeAll(async () => {
  graph = await startForeignGraph();
});
afterAll(() => graph.close());

const rules = (url: string, heartbeatMs = 5_000) => ({
  all: { errors: 'pass' },
  subgraphs: { weather_reports: { url, subscriptions: { protocol: 'callback', heartbeatMs } } },
});

function subscribe({ url }: Gateway, query: string) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  graph.later(() => client.dispose());
  return client.iterate({ query });
}

const counting = 'subscription { count(to: 2) }';

describe('a subscription that Apollo Server posts to the gateway', () => {
  let left = 0;
  let gateway: Gateway;
  let url: string;
  const resolvers = {
    ...weatherResolvers,
    Subscription: {
      ...weatherResolvers.Subscription,
      count: {
        subscribe(_: unknown, { to }: { to: number }) {
          if (to > 5) throw new Error('Too far to count.');
          const counted = weatherResolvers.Subscription.count.subscribe(_, { to });
          return { ...counted, return: async () => ((left += 1), { done: true, value: undefined }) };
        },
      },
    },
  };
  beforeAll(async () => {
    const server = new ApolloServer({
      schema: buildSubgraphSchema({ typeDefs: parse(weatherSdl), resolvers }),
      plugins: [ApolloServerPluginSubscriptionCallback(), ApolloServerPluginInlineTraceDisabled()],
    });
    ({ url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } }));
    graph.later(() => server.stop());
    gateway = await graph.start(rules(url));
  });

  it('is passed on until it ends, and completed by the other subgraphs', async () => {
    const messages = [];
    for await (const message of subscribe(gateway, 'subscription { ripened(count: 3) { name ripeness } }'))
      messages.push(message);
    const [mango, papaya] = [
      { data: { ripened: { name: 'Mango', ripeness: 10 } } },
      { data: { ripened: { name: 'Papaya', ripeness: 20 } } },
    ];
    expect(messages).toEqual([mango, papaya, mango]);
  });

  it('ends at the subgraph when its client leaves', async () => {
    const messages = subscribe(gateway, counting);
    expect((await messages.next()).value).toEqual({ data: { count: 1 } });
    const before = left;
    await messages.return?.();
    await until('the subgraph to end it', () => left > before);
  });

  it('that the subgraph refuses ends with its error', async () => {
    const messages = [];
    for await (const message of subscribe(gateway, 'subscription { count(to: 6) }')) messages.push(message);
    expect(messages).toMatchObject([{ errors: [{ message: 'Too far to count.' }] }]);
  });

  it('ends with an error when the subgraph cannot reach the gateway', async () => {
    const hidden = await graph.start(rules(url), { SUBSCRIPTION_CALLBACK_URL: `${gateway.url}/nowhere` });
    const messages = [];
    for await (const message of subscribe(hidden, counting)) messages.push(message);
    expect(messages).toMatchObject([{ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] }]);
  });
});

interface Asked {
  callbackUrl: string;
  subscriptionId: string;
  verifier: string;
  heartbeatIntervalMs: number;
}

type Post = (asked: Asked, action: string, rest?: object) => Promise<Response>;

/** A subgraph that sends its first check, what `more` posts before it answers, and then what the test posts. */
async function serveSilent(more: (asked: Asked, post: Post) => Promise<unknown> = async () => {}) {
  const asked: Asked[] = [];
  const accepted: unknown[] = [];
  const post: Post = async ({ callbackUrl, subscriptionId, verifier }, action, rest = {}) =>
    fetch(callbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'subscription', action, id: subscriptionId, verifier, ...rest }),
    });
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { extensions } = JSON.parse(text) as { extensions?: { subscription: Asked } };
    if (extensions) {
      accepted.push(request.headers.accept);
      await post(extensions.subscription, 'check');
      asked.push(extensions.subscription);
      await more(extensions.subscription, post);
    }
    response.setHeader('content-type', 'application/json').end('{"data":null}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  graph.later(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, accepted, post };
}

describe('what is posted to the gateway', () => {
  it('counts only with the id and the verifier of a subscription', async () => {
    const silent = await serveSilent();
    const gateway = await graph.start(rules(silent.url), { SUBGRAPH_MAX_RESPONSE_BYTES: '2000' });
    const messages = subscribe(gateway, counting);
    const first = messages.next();
    await until('the request', () => silent.asked.length === 1);
    const [asked] = silent.asked as [Asked];
    expect(silent.accepted).toEqual(['application/json;callbackSpec=1.0']);
    expect(asked).toMatchObject({
      heartbeatIntervalMs: 5_000,
      callbackUrl: `${gateway.url}/callback/${asked.subscriptionId}`,
    });
    const payload = (count: number) => ({ payload: { data: { count } } });
    const statusOf = async (post: Promise<Response>): Promise<number> => (await post).status;
    const other = `${asked.callbackUrl.slice(0, -1)}${asked.callbackUrl.endsWith('0') ? '1' : '0'}`;

    expect(await statusOf(silent.post({ ...asked, callbackUrl: other }, 'next', payload(7)))).toBe(404);
    expect(await statusOf(silent.post({ ...asked, verifier: 'guessed' }, 'next', payload(7)))).toBe(401);
    expect(await statusOf(silent.post({ ...asked, subscriptionId: 'other' }, 'next', payload(7)))).toBe(400);
    expect(await statusOf(silent.post(asked, 'become admin'))).toBe(400);
    expect(await statusOf(silent.post(asked, 'next', { payload: null }))).toBe(400);
    expect(await statusOf(silent.post(asked, 'next', { payload: { data: 'x'.repeat(3_000) } }))).toBe(413);
    const check = await silent.post(asked, 'check');
    expect([check.status, check.headers.get('subscription-protocol')]).toEqual([204, 'callback/1.0']);
    expect(await statusOf(silent.post(asked, 'next', payload(1)))).toBe(200);
    expect((await first).value).toEqual({ data: { count: 1 } });

    expect(await statusOf(silent.post(asked, 'complete', { errors: [{ message: 'The end.' }] }))).toBe(202);
    expect((await messages.next()).value).toMatchObject({ errors: [{ message: 'The end.' }] });
    expect((await messages.next()).done).toBe(true);
    await until('the id to be forgotten', async () => (await statusOf(silent.post(asked, 'check'))) === 404);
  });

  it('begins again with another id when nothing is posted for a while', async () => {
    const silent = await serveSilent();
    const gateway = await graph.start(rules(silent.url, 1_000));
    const messages = subscribe(gateway, counting);
    const first = messages.next();
    await until('a second request', () => silent.asked.length > 1);
    const [old] = silent.asked as [Asked];
    expect((await silent.post(old, 'check')).status).toBe(404);
    await until('a message that counts', async () => {
      const { status } = await silent.post(silent.asked.at(-1)!, 'next', { payload: { data: { count: 1 } } });
      return status === 200;
    });
    expect((await first).value).toEqual({ data: { count: 1 }, extensions: { gap: true } });
    await messages.return?.();
  });

  it('may come before the answer to the request, which may take longer than the silence between messages', async () => {
    const silent = await serveSilent(async (asked, post) => {
      // Far more than three milliseconds, after which a subgraph that answered would be asked again.
      for (let time = 0; time < 100; time += 1) await fetch(`${gateway.url}/health/live`);
      await post(asked, 'next', { payload: { data: { count: 1 } } });
      await post(asked, 'complete');
    });
    const gateway = await graph.start(rules(silent.url, 1));
    const messages = [];
    for await (const message of subscribe(gateway, counting)) messages.push(message);
    expect(messages).toEqual([{ data: { count: 1 } }]);
    expect(silent.asked.length).toBe(1);
  });

  it('is not taken at all without a rule for it', async () => {
    const gateway = await graph.start({});
    expect((await fetch(`${gateway.url}/callback/a`, { method: 'POST' })).status).toBe(404);
  });
});
