import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { createClient } from 'graphql-sse';
import { EventSource } from 'undici';
import { handBus } from './live-client.ts';
import { endedAccess } from './fixture-graph.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

const bus = handBus();
let gateway: TestGateway;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ events: bus.source });
});
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
afterAll(() => gateway.close());

const seen = 'subscription ($id: ID!) { thingSeen(id: $id) { title } }';
const variables = { id: 'prd_1' };

const gatewayWith = async (env: Record<string, string>, events = bus.source): Promise<TestGateway> => {
  const started = await startTestGateway({ events, env });
  open.push(started);
  return started;
};

type Result = { data?: Record<string, unknown> | null; errors?: object[]; extensions?: Record<string, unknown> };

/** The client library of graphql-sse. */
function subscribe(url: string, request: { query: string; variables?: object; extensions?: object }, token?: string) {
  const client = createClient({
    url: `${url}/graphql`,
    retryAttempts: 100,
    retry: () => Promise.resolve(),
    headers: (): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {}),
  });
  const subscribed = { results: [] as Result[], completed: false, failed: null as unknown };
  client.subscribe(request as never, {
    next: (result) => void subscribed.results.push(result as Result),
    error: (error) => (subscribed.failed = error),
    complete: () => (subscribed.completed = true),
  });
  open.push({ close: () => client.dispose() });
  return subscribed;
}

/** Comments keep a connection open and are no events. They come in time, also before the first event on a slow machine. */
const withoutComments = (text: string): string => text.replaceAll(/^:\n\n/gm, '');

/** The events of the stream as text. */
async function read(url: string, options: { method?: string; headers?: object; body?: object; path?: string } = {}) {
  const abort = new AbortController();
  open.push({ close: () => abort.abort() });
  const { method = 'POST', path = '/graphql', headers = {}, body } = options;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { accept: 'text/event-stream', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    signal: abort.signal,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const stream = { response, text: '', ended: false };
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      stream.text = withoutComments(stream.text + decoder.decode(chunk as Uint8Array, { stream: true }));
    }
    stream.ended = true;
  })().catch(() => (stream.ended = true));
  return stream;
}

const subscriptions = async (of: TestGateway, name = 'soko_gateway_subscriptions'): Promise<number> =>
  (await of.registry.getSingleMetric(name)!.get()).values.reduce((sum, { value }) => sum + value, 0);

const isLive = (of: TestGateway, count = 1) =>
  until(`${count} subscriptions`, async () => (await subscriptions(of)) === count);

describe('a subscription over server-sent events', () => {
  it('is a stream of results with cursors, for the client library of graphql-sse', async () => {
    const token = await gateway.tokens.sign();
    const things = subscribe(gateway.url, { query: 'subscription { myThings { title owner { name } } }' }, token);
    await isLive(gateway);
    bus.publish('shop.thing', 'prd_1', 1, { ownerId: 'usr_1' });
    bus.publish('shop.thing', 'prd_2', 1, { ownerId: 'usr_2' });
    await until('a result', () => things.results.length > 0);
    expect(things.results).toEqual([
      {
        data: { myThings: { title: 'Kettle', owner: { name: 'Amina' } } },
        extensions: { cursor: expect.stringMatching(/^v2\./) },
      },
    ]);
    expect(things.completed).toBe(false);
  });

  it('has the format of the protocol, and ids from which clients resume', async () => {
    const stream = await read(gateway.url, { body: { query: seen, variables } });
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': expect.any(String),
    });
    await isLive(gateway);
    bus.publish('shop.thing', 'prd_1', 1);
    await until('a message', () => stream.text.endsWith('\n\n'));
    const [, id, data] = /^event: next\nid: (\S+)\ndata: (.*)\n\n$/.exec(stream.text)!;
    expect(JSON.parse(data!)).toEqual({ data: { thingSeen: { title: '1' } }, extensions: { cursor: id } });
    bus.publish('shop.thing', 'prd_1', 2);
    const body = { query: seen, variables };
    const resumed = await read(gateway.url, { body, headers: { 'last-event-id': id! } });
    await until('the missed message', () => resumed.text.includes('"title":"2"'));
    expect(resumed.text.match(/event: next/g)).toHaveLength(1);
  });

  it('resumes from the last cursor when the client library of graphql-sse reconnects', async () => {
    const going = await startTestGateway({ events: bus.source });
    open.push(going);
    const request = { query: seen, variables, extensions: { resumeFrom: null as string | null } };
    const url = { current: going.url };
    const client = createClient({
      url: () => `${url.current}/graphql`,
      retryAttempts: 100,
      retry: () => Promise.resolve(),
    });
    open.push({ close: () => client.dispose() });
    const titles: string[] = [];
    client.subscribe<{ thingSeen: { title: string } | null }, { cursor: string }>(request, {
      next({ data, extensions }) {
        request.extensions.resumeFrom = extensions!.cursor;
        if (data?.thingSeen) titles.push(data.thingSeen.title);
      },
      error: () => {},
      complete: () => {},
    });
    await isLive(going);
    bus.publish('shop.thing', 'prd_1', 1);
    await until('the first message', () => titles.length === 1);
    url.current = gateway.url;
    await going.close();
    bus.publish('shop.thing', 'prd_1', 2);
    await until('the second message', () => titles.length === 2);
    expect(titles).toEqual(['1', '2']);
  });

  it('resumes by itself in a browser, also before its first message', async () => {
    const going = await startTestGateway({ events: bus.source });
    open.push(going);
    const { port } = new URL(going.url);
    const address = `/graphql?query=${encodeURIComponent(seen)}&variables=${encodeURIComponent('{"id":"prd_1"}')}`;
    const source = new EventSource(`${going.url}${address}`);
    open.push(source);
    const titles: string[] = [];
    source.addEventListener('next', (event) => {
      const { data } = event as unknown as { data: string };
      titles.push((JSON.parse(data) as { data: { thingSeen: { title: string } } }).data.thingSeen.title);
    });
    await isLive(going);
    await going.close();
    bus.publish('shop.thing', 'prd_1', 1);
    await gatewayWith({ PORT: port });
    await until('the message that it missed', () => titles.length === 1);
    bus.publish('shop.thing', 'prd_1', 2);
    await until('the next', () => titles.length === 2);
    expect(titles).toEqual(['1', '2']);
  });

  it('ends for the gateway when the client leaves', async () => {
    const stream = await read(gateway.url, { body: { query: seen, variables } });
    await isLive(gateway);
    open.pop()!.close();
    await isLive(gateway, 0);
    await until('it is over', () => stream.ended);
    expect(await subscriptions(gateway, 'soko_gateway_streams')).toBe(0);
  });
});

describe('other operations over server-sent events', () => {
  it('have one result', async () => {
    const asked = subscribe(gateway.url, { query: '{ me { name } }' }, await gateway.tokens.sign());
    const changed = subscribe(gateway.url, { query: 'mutation { visit }' });
    await until('both are complete', () => asked.completed && changed.completed);
    expect([asked.results, changed.results]).toEqual([[{ data: { me: { name: 'Amina' } } }], [{ data: { visit: 1 } }]]);
    const { text } = await read(gateway.url, { body: { query: '{ __typename }' } }).then(async (stream) => {
      await until('its end', () => stream.ended);
      return stream;
    });
    expect(text).toBe('event: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata: \n\n');
  });

  it.each([
    ['that is not valid', { query: 'subscription { nothing }' }],
    ['that is no GraphQL', { query: 'subscription {' }],
    ['without a text', { variables: {} }],
    ['with variables that are none', { query: '{ __typename }', variables: 7 }],
    ['with a cursor that is none', { query: seen, variables, extensions: { resumeFrom: 7 } }],
    ['without its arguments', { query: seen }],
  ])('are refused in the stream: one %s', async (_, request) => {
    const refused = subscribe(gateway.url, request as never);
    await until('it is complete', () => refused.completed);
    expect(refused.results).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  });

  it('are refused without the right', async () => {
    const refused = subscribe(gateway.url, { query: 'subscription { myThings { id } }' });
    await until('it is complete', () => refused.completed);
    expect(refused.results).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
  });

  it('by GET change nothing', async () => {
    const get = async (query: string): Promise<string> => {
      const stream = await read(gateway.url, { method: 'GET', path: `/graphql?query=${encodeURIComponent(query)}` });
      await until('its end', () => stream.ended);
      return stream.text;
    };
    expect(await get('mutation { visit }')).toContain('Mutations must be sent by POST.');
    expect(await get('{ __typename }')).toContain('{"data":{"__typename":"Query"}}');
    const bad = await read(gateway.url, { method: 'GET', path: `/graphql?query=%7Bme%7D&variables=%7B` });
    await until('its end', () => bad.ended);
    expect(bad.text).toContain('"field":"variables"');
  });

  it('of forms of other pages are refused', async () => {
    const stream = await read(gateway.url, {
      body: { query: 'mutation { visit }' },
      headers: { 'content-type': 'text/plain' },
    });
    await until('its end', () => stream.ended);
    expect(stream.text).toContain('BAD_USER_INPUT');
    expect(stream.text).not.toContain('"visit":1');
    const other = await read(gateway.url, {
      body: { query: '{ __typename }' },
      headers: { origin: 'https://evil.invalid' },
    });
    expect(other.response.status).toBe(403);
  });

  it('are JSON for clients that accept both, but subscriptions are streams', async () => {
    const accept = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';
    const query = await read(gateway.url, { body: { query: '{ __typename }' }, headers: { accept } });
    expect(query.response.headers.get('content-type')).toContain('json');
    const subscription = await read(gateway.url, { body: { query: seen, variables }, headers: { accept } });
    expect(subscription.response.headers.get('content-type')).toContain('text/event-stream');
  });
});

describe('a stream', () => {
  it('is not opened for invalid credentials, beyond the limits, or without an event bus', async () => {
    const body = { query: seen, variables };
    const statusOf = async (url: string, headers: object = {}) => (await read(url, { body, headers })).response.status;
    expect(await statusOf(gateway.url, { authorization: 'Bearer nonsense' })).toBe(401);
    const small = await gatewayWith({ MAX_SOCKETS_PER_ADDRESS: '1' });
    expect(await statusOf(small.url)).toBe(200);
    expect(await statusOf(small.url)).toBe(429);
    const full = await gatewayWith({ MAX_SOCKETS: '1' });
    expect(await statusOf(full.url)).toBe(200);
    expect(await statusOf(full.url)).toBe(503);
    const alone = await startTestGateway();
    open.push(alone);
    expect(await statusOf(alone.url)).toBe(503);
  });

  it('ends with its token, without saying that it is complete', async () => {
    const opened = async () => {
      const token = await gateway.tokens.sign({ exp: Math.floor(Date.now() / 1000) + 2 });
      return read(gateway.url, {
        body: { query: 'subscription { myThings { id } }' },
        headers: { authorization: `Bearer ${token}` },
      });
    };
    // On a slow machine the token may expire before it is used.
    const stream = await until('a stream', async () => {
      const tried = await opened();
      return tried.response.status === 200 ? tried : null;
    });
    await until('its end', () => stream.ended);
    expect(stream.text).toBe('');
  });

  it('ends when the session of its viewer ends, and not those of others', async () => {
    const streamOf = async (sid: string) =>
      read(gateway.url, {
        body: { query: 'subscription { myThings { id } }' },
        headers: { authorization: `Bearer ${await gateway.tokens.sign({ sid })}` },
      });
    const [ended, other] = [await streamOf('ses_ended_stream'), await streamOf('ses_other_stream')];
    await isLive(gateway, 2);
    endedAccess.sessionIds.push('ses_ended_stream');
    await until('its end', () => ended.ended);
    expect(other.ended).toBe(false);
  });

  it('that is not read costs bounded memory and is ended', async () => {
    const small = await gatewayWith({ READ_TIMEOUT_MS: '500', SUBSCRIPTION_QUEUE: '3' });
    const socket: Socket = connectTcp(Number(new URL(small.url).port), '127.0.0.1');
    open.push({ close: () => socket.destroy() });
    await once(socket, 'connect');
    const body = JSON.stringify({ query: seen, variables });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    socket.pause();
    await isLive(small);
    const padding = 'x'.repeat(1_000_000);
    let sequence = 0;
    await until('it is ended', async () => {
      bus.publish('shop.thing', 'prd_1', (sequence += 1), { padding });
      return (await subscriptions(small, 'soko_gateway_streams')) === 0;
    });
    expect(await subscriptions(small)).toBe(0);
  });

  it('is closed when the gateway stops, so that its client reconnects', async () => {
    const going = await startTestGateway({ events: bus.source, env: { DRAIN_DELAY_MS: '50' } });
    const stream = await read(going.url, { body: { query: seen, variables } });
    await isLive(going);
    await going.close();
    await until('its end', () => stream.ended);
    expect(stream.text).not.toContain('complete');
  });
});
