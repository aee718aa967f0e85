import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Gateway } from '../index.ts';
import { serveForeign, weatherResolvers, weatherSdl } from './foreign-subgraphs.ts';
import { ask, type ForeignGraph, startForeignGraph } from './start-foreign-graph.ts';

let graph: ForeignGraph;
beforeAll(async () => {
  graph = await startForeignGraph();
});
afterAll(() => graph.close());

const rules = (protocol: string) => ({ subgraphs: { weather_reports: { subscriptions: { protocol } } } });
const protocols = ['graphql-transport-ws', 'sse'];

/** A client with a socket of its own. */
function connect({ url }: Gateway) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  graph.later(() => client.dispose());
  return client;
}

type Client = ReturnType<typeof connect>;

const counting = 'subscription { count(to: 1) }';
const first = { data: { count: 1 } };

/** A subscription that has its first message. */
async function begin(client: Client) {
  const messages = client.iterate({ query: counting });
  expect((await messages.next()).value).toMatchObject(first);
  return messages;
}

/** Breaks every stream of the subgraph, and refuses further ones. */
const goAway = (): void => {
  graph.weather.behaviour.handle = (request) => Boolean(request.socket.destroy());
  graph.weather.behaviour.refusesSockets = true;
  for (const stream of graph.weather.streams) stream.destroy();
  for (const socket of graph.weather.sockets.clients) socket.terminate();
};

describe.each(protocols)('a subscription that a subgraph serves by %s', (protocol) => {
  afterEach(() => {
    graph.weather.behaviour.handle = null;
    graph.weather.behaviour.refusesSockets = false;
    graph.registry.text = graph.supergraph();
  });

  it('goes on after its subgraph was away', async () => {
    const messages = await begin(connect(await graph.start(rules(protocol))));
    const { refused } = graph.weather.behaviour;
    goAway();
    await until('a try', () => graph.weather.behaviour.refused > refused);
    graph.weather.behaviour.handle = null;
    graph.weather.behaviour.refusesSockets = false;
    expect((await messages.next()).value).toEqual({ ...first, extensions: { gap: true } });
    await messages.return?.();
  });

  it('ends with an error when its subgraph stays away', async () => {
    const messages = await begin(connect(await graph.start(rules(protocol), { SUBGRAPH_STREAM_RETRY_MS: '0' })));
    goAway();
    expect((await messages.next()).value).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    expect((await messages.next()).done).toBe(true);
  });

  it('goes on at another address that a new supergraph names, and no longer at the old one', async () => {
    const other = await serveForeign(weatherSdl, weatherResolvers, '/other');
    graph.later(() => other.close());
    const messages = await begin(connect(await graph.start(rules(protocol))));
    graph.registry.text = graph.supergraph('', { url: other.url });
    expect((await messages.next()).value).toEqual({ ...first, extensions: { gap: true } });
    expect(other.sockets.clients.size + other.streams.size).toBe(1);
    await until(
      'no stream at the old address',
      () => graph.weather.sockets.clients.size + graph.weather.streams.size === 0,
    );
    await messages.return?.();
  });

  it('goes on untouched with a new supergraph that changes nothing of it', async () => {
    const started = await graph.start(rules(protocol));
    const untouched = await begin(connect(started));
    graph.registry.text = graph.supergraph('extend type Query { more: Int }', {
      sdl: weatherSdl.replace('  count(to: Int!): Int!', '  count(to: Int!): Int!  more: Int'),
    });
    // A subscription to the new field shows that the new supergraph is served.
    await until('the new supergraph', async () => {
      const answer = await fetch(`${started.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ more }"}',
      });
      return ((await answer.json()) as { data?: unknown }).data !== undefined;
    });
    expect(graph.weather.sockets.clients.size + graph.weather.streams.size).toBe(1);
    await untouched.return?.();
  });

  it('ends with an error when a new supergraph does not have it', async () => {
    const messages = await begin(connect(await graph.start(rules(protocol))));
    graph.registry.text = graph.supergraph('', { sdl: weatherSdl.replace('  count(to: Int!): Int!', '') });
    expect((await messages.next()).value).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect((await messages.next()).done).toBe(true);
  });
});

describe('the subscriptions that subgraphs serve are bounded', () => {
  const refusalOf = async (client: Client): Promise<unknown> =>
    client
      .iterate({ query: counting })
      .next()
      .then(
        ({ value }) => value,
        (error: unknown) => error,
      );

  it('by their clients: for one that has left nothing more is completed', async () => {
    const gateway = await graph.start(rules('sse'), { MAX_SUBGRAPH_STREAMS_PER_SOCKET: '1' });
    const client = connect(gateway);
    const held: ServerResponse[] = [];
    graph.fruit.behaviour.handle = (_, response) => Boolean(held.push(response));
    const messages = client.iterate({ query: 'subscription { ripened(count: 40) { name } }' });
    const first = messages.next();
    await until('the first message to be completed', () => held.length === 1);
    await messages.return?.();
    await until('the gateway to know', async () => !Array.isArray(await refusalOf(client)));
    graph.fruit.behaviour.handle = null;
    const before = graph.fruit.seen.length;
    held[0]!.setHeader('content-type', 'application/json').end('{"data":{"_entities":[{"name":"Mango"}]}}');
    for (let asked = 0; asked < 5; asked += 1) await ask(gateway, '{ fruits { name } }');
    expect(graph.fruit.seen.length).toBe(before + 5);
    await first;
  });

  it('of one socket', async () => {
    const client = connect(await graph.start(rules('sse'), { MAX_SUBGRAPH_STREAMS_PER_SOCKET: '1' }));
    const messages = await begin(client);
    expect(await refusalOf(client)).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    await messages.return?.();
    await until('a place', async () => !Array.isArray(await refusalOf(client)));
  });

  it('of all clients', async () => {
    const gateway = await graph.start(rules('sse'), { MAX_SUBGRAPH_STREAMS: '1' });
    await begin(connect(gateway));
    expect(await refusalOf(connect(gateway))).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  });
});
