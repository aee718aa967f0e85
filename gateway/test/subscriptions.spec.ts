import { createConnection } from 'node:net';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { WebSocket } from 'ws';
import { closedWith, connect, handBus } from './live-client.ts';
import type { EventSource } from '../index.ts';
import { compose, fixtureSupergraph, peopleSdl, shopSdl } from './fixture-graph.ts';
import { changeableSupergraph, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const bus = handBus();
let gateway: TestGateway;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ events: bus.source, env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '3' } });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(() => gateway.close());

const clientOf = async (sub: string | null = 'usr_1', claims: object = {}) => {
  const client = connect(gateway.url, sub ? await gateway.tokens.sign({ sub, ...claims }) : undefined);
  open.push(client);
  return client;
};

const changed = 'subscription ($id: ID!) { thingChanged(id: $id) { title note owner { name boss { name } } } }';

describe('a subscription', () => {
  it('answers every event that concerns it, across subgraphs, and no other', async () => {
    const client = await clientOf();
    const subscribed = client.subscribe(changed, { id: 'prd_1' });
    await client.ask('{ __typename }');
    bus.publish('shop.thing', 'prd_2', 1);
    bus.publish('shop.thing', 'prd_1', 2);
    await subscribed.has(1);
    bus.publish('shop.price', 'price_7', 3, { thing: { id: 'prd_1' } });
    await subscribed.has(2);
    const thing = { title: 'Kettle', owner: { name: 'Amina', boss: { name: 'Brian' } } };
    expect(subscribed.messages).toEqual([
      { data: { thingChanged: { ...thing, note: 'shop.thing 2' } } },
      { data: { thingChanged: { ...thing, note: 'shop.price 3' } } },
    ]);
  });

  it('shows nothing of what the viewer may not see', async () => {
    const [owner, stranger, nobody] = [await clientOf('usr_1'), await clientOf('usr_2'), await clientOf(null)];
    const seen = [owner, stranger, nobody].map((client) => client.subscribe(changed, { id: 'prd_1' }));
    for (const client of [owner, stranger, nobody]) await client.ask('{ __typename }');
    bus.publish('shop.thing', 'prd_1', 1);
    bus.publish('shop.thing', 'prd_1', 2);
    await until('the last event', () => seen[0]!.messages.some(({ data }) => JSON.stringify(data).includes('thing 2')));
    for (const client of [stranger, nobody]) await client.ask('{ __typename }');
    expect(seen.slice(1).map(({ messages, refused }) => ({ messages, refused }))).toEqual([
      { messages: [], refused: null },
      { messages: [], refused: null },
    ]);
  });

  it('is known by keys that its subgraph says, or hears every event', async () => {
    const [client, support] = [await clientOf('usr_2'), await clientOf('usr_9', { roles: ['SUPPORT'] })];
    const mine = client.subscribe('subscription { myThings { title } }');
    const all = support.subscribe('subscription { allThings { title } }');
    await Promise.all([client.ask('{ __typename }'), support.ask('{ __typename }')]);
    bus.publish('shop.thing', 'prd_1', 1, { ownerId: 'usr_1' });
    bus.publish('shop.thing', 'prd_2', 1, { ownerId: 'usr_2' });
    await all.has(2);
    await mine.has(1);
    expect(mine.messages).toEqual([{ data: { myThings: { title: 'Lamp' } } }]);
  });

  it('says nothing twice', async () => {
    const client = await clientOf();
    const subscribed = client.subscribe('subscription { thingChanged(id: "prd_1") { title } }');
    const control = client.subscribe('subscription { thingChanged(id: "prd_1") { note } }');
    await client.ask('{ __typename }');
    for (const sequence of [1, 2, 3]) {
      bus.publish('shop.thing', 'prd_1', sequence);
      await control.has(sequence);
    }
    expect(subscribed.messages).toEqual([{ data: { thingChanged: { title: 'Kettle' } } }]);
  });

  it('goes on after an event that could not be answered, and masks why', async () => {
    const client = await clientOf();
    const subscribed = client.subscribe(changed, { id: 'prd_1' });
    await client.ask('{ __typename }');
    bus.publish('shop.thing', 'prd_1', 13);
    await subscribed.has(1);
    bus.publish('shop.thing', 'prd_1', 14);
    await subscribed.has(2);
    const [failed, next] = subscribed.messages;
    expect(failed?.errors).toMatchObject([
      { path: ['thingChanged'], extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) } },
    ]);
    expect(JSON.stringify(failed)).not.toContain('thirteen');
    expect(next?.data).toMatchObject({ thingChanged: { note: 'shop.thing 14' } });
  });

  it('ends for the gateway when the client ends it, or goes', async () => {
    const client = await clientOf();
    const gauge = async (): Promise<number> =>
      (await gateway.registry.getSingleMetric('soko_gateway_subscriptions')!.get()).values
        .filter(({ labels }) => labels['field'] === 'myThings')
        .reduce((sum, { value }) => sum + value, 0);
    const one = client.subscribe('subscription { myThings { id } }');
    client.subscribe('subscription { myThings { title } }');
    await client.ask('{ __typename }');
    expect(await gauge()).toBe(2);
    one.stop();
    await until('one of them to end', async () => (await gauge()) === 1);
    await client.close();
    await until('the other to end', async () => (await gauge()) === 0);
  });
});

describe('a subscription is refused', () => {
  const refusals: [string, string, object | null, string][] = [
    ['without a token, where one is needed', 'subscription { myThings { id } }', null, 'UNAUTHENTICATED'],
    ['without the role', 'subscription { allThings { id } }', {}, 'FORBIDDEN'],
    [
      'for a nested field that is not for the viewer',
      'subscription { thingChanged(id: "prd_1") { owner { email } } }',
      null,
      'UNAUTHENTICATED',
    ],
    [
      'when it asks for two fields',
      'subscription { myThings { id } thingChanged(id: "1") { id } }',
      {},
      'BAD_USER_INPUT',
    ],
    [
      'when it depends on a condition',
      'subscription ($on: Boolean = false) { myThings @include(if: $on) { id } }',
      {},
      'BAD_USER_INPUT',
    ],
    ['when it is not valid', 'subscription { nothing }', {}, 'BAD_USER_INPUT'],
    ['without its arguments', 'subscription ($id: ID!) { thingChanged(id: $id) { id } }', {}, 'BAD_USER_INPUT'],
    ['when it is no GraphQL', 'subscription {', {}, 'BAD_USER_INPUT'],
    [
      'when it is too deep',
      `subscription { thingChanged(id: "1") { owner ${'{ boss '.repeat(16)} { id } ${'}'.repeat(16)} } }`,
      {},
      'QUERY_TOO_COMPLEX',
    ],
    [
      'when it has too many tokens',
      `subscription { thingChanged(id: "1") { ${'id '.repeat(4100)} } }`,
      {},
      'QUERY_TOO_COMPLEX',
    ],
  ];

  it.each(refusals)('%s', async (_, query, claims, code) => {
    const client = await clientOf(claims ? 'usr_1' : null, claims ?? {});
    const { errors } = await client.ask(query);
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual([code]);
  });

  it('by its subgraph', async () => {
    const client = connect(gateway.url, 'soko_demo_secret');
    open.push(client);
    const { errors } = await client.ask(changed, { id: 'prd_1' });
    expect(errors).toMatchObject([{ message: 'Not for keys.', extensions: { code: 'FORBIDDEN' } }]);
  });

  it('over HTTP, with where to go instead', async () => {
    const { errors } = await gateway.ask('subscription { myThings { id } }', { token: await gateway.tokens.sign() });
    expect(errors).toMatchObject([
      { message: expect.stringContaining('WebSocket'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('when there are too many on one socket', async () => {
    const client = await clientOf();
    for (const id of ['prd_1', 'prd_2', 'prd_3']) client.subscribe(changed, { id });
    const { errors } = await client.ask('subscription { myThings { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }]);
  });
});

describe('queries and mutations over a socket', () => {
  it('are answered as over HTTP', async () => {
    const client = await clientOf();
    expect(await client.ask('query ($n: Int) { things(first: $n) { title owner { name } } }', { n: 1 })).toEqual({
      data: { things: [{ title: 'Kettle', owner: { name: 'Amina' } }] },
    });
    const refused = await client.ask('mutation { addThing(input: { title: "x", price: { amount: "y" } }) { id } }');
    expect(refused.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const fault = await client.ask('{ fail(how: "secretly") }');
    expect(fault).toMatchObject({ data: { fail: null }, errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(fault)).not.toContain('hunter2');
  });
});

describe('a socket', () => {
  const raw = (options: object = {}, protocol = 'graphql-transport-ws', path = '/graphql'): WebSocket =>
    new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, protocol, options);
  /** The status that the upgrade was refused with, or the code that it was closed with. */
  const endOf = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => {
      socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0));
      socket.on('close', (code) => resolve(code));
      socket.on('error', () => {});
    });
  const opens = (socket: WebSocket): Promise<boolean> =>
    new Promise((resolve) => {
      socket.on('open', () => resolve(true));
      socket.on('unexpected-response', () => resolve(false));
      socket.on('error', () => {});
    }).then((opened) => {
      socket.terminate();
      return opened as boolean;
    });

  it('is not for pages of other origins', async () => {
    expect(await endOf(raw({ origin: 'https://evil.invalid' }))).toBe(403);
    expect(await opens(raw({ origin: gateway.url }))).toBe(true);
    expect(await opens(raw({ origin: 'http://localhost:5173' }))).toBe(true);
    expect(await opens(raw())).toBe(true);
  });

  it('is at /graphql only, and speaks one protocol', async () => {
    expect(await endOf(raw({}, 'graphql-transport-ws', '/elsewhere'))).toBe(404);
    expect(await endOf(new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`))).toBe(4406);
  });

  it('is closed for credentials that are not good, for good', async () => {
    for (const token of ['nonsense', 'soko_demo_guessed']) {
      const client = connect(gateway.url, token);
      open.push(client);
      const refused = client.subscribe('subscription { myThings { id } }');
      await until('it is closed', () => refused.refused !== null);
      expect(closedWith(refused.refused)).toBe(4401);
    }
    expect(await endOf(raw({ headers: { authorization: 'Bearer nonsense' } }))).toBe(401);
  });

  it('is closed when its token expires, so that the client comes back with another', async () => {
    const now = Math.floor(Date.now() / 1000);
    const expired = connect(gateway.url, await gateway.tokens.sign({ exp: now - 60 }));
    const expiring = connect(gateway.url, await gateway.tokens.sign({ exp: now + 1 }));
    open.push(expired, expiring);
    for (const client of [expired, expiring]) {
      const subscribed = client.subscribe('subscription { myThings { id } }');
      await until('it is closed', () => subscribed.refused !== null);
      expect(closedWith(subscribed.refused)).toBe(4403);
    }
  });

  it('may prove who it is by the header of its request', async () => {
    const token = await gateway.tokens.sign();
    class WithHeader extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers: { authorization: `Bearer ${token}` } });
      }
    }
    const client = connect(gateway.url, undefined, { webSocketImpl: WithHeader });
    open.push(client);
    expect((await client.ask('{ me { name } }')).data).toEqual({ me: { name: 'Amina' } });
  });

  it('is not opened beyond the limit', async () => {
    const small = await startTestGateway({ events: bus.source, env: { MAX_SOCKETS: '1' } });
    const address = `${small.url.replace('http', 'ws')}/graphql`;
    const first = new WebSocket(address, 'graphql-transport-ws');
    await new Promise((resolve) => first.on('open', resolve));
    expect(await endOf(new WebSocket(address, 'graphql-transport-ws'))).toBe(503);
    first.terminate();
    await small.close();
  });

  it('is closed when it does not read', async () => {
    const small = await startTestGateway({ events: bus.source, env: { SUBSCRIPTION_QUEUE: '3' } });
    const socket = new WebSocket(`${small.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const authorization = `Bearer ${await small.tokens.sign()}`;
    const said: string[] = [];
    socket.on('message', (data) => said.push((data as Buffer).toString()));
    const send = (message: object): void => socket.send(JSON.stringify(message));
    await new Promise((resolve) => socket.on('open', resolve));
    send({ type: 'connection_init', payload: { authorization } });
    await until('it to be acknowledged', () => said.some((message) => message.includes('connection_ack')));
    send({ id: '1', type: 'subscribe', payload: { query: changed, variables: { id: 'prd_1' } } });
    send({ id: '2', type: 'subscribe', payload: { query: '{ __typename }' } });
    await until('it to be live', () => said.some((message) => message.includes('"complete"')));
    socket.pause();
    const padding = 'x'.repeat(1_000_000);
    let sequence = 100;
    await until('it is closed', async () => {
      bus.publish('shop.thing', 'prd_1', (sequence += 1), { padding });
      return (await small.registry.metrics()).includes('soko_gateway_sockets_closed_total{code="1013"} 1');
    });
    socket.terminate();
    await until('it is gone', async () => (await small.registry.metrics()).includes('soko_gateway_sockets 0'));
    await small.close();
  });

  it('leaves requests alone that ask for another protocol', async () => {
    const body = JSON.stringify({ query: '{ things(first: 1) { id } }' });
    const [host, port] = new URL(gateway.url).host.split(':');
    const socket = createConnection(Number(port), host);
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: x',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '\r\n',
    ].join('\r\n');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    socket.write(head + body.slice(0, 10));
    socket.write(body.slice(10));
    await until('an answer', () => answer.includes('prd_1'));
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });

  it('is closed with 1012 when the gateway goes, which waits for it', async () => {
    const going = await startTestGateway({ events: bus.source, env: { DRAIN_DELAY_MS: '50' } });
    const client = connect(going.url, await going.tokens.sign());
    open.push(client);
    const subscribed = client.subscribe(changed, { id: 'prd_1' });
    await client.ask('{ __typename }');
    const followersBefore = bus.followers.size;
    await going.close();
    await until('it is closed', () => subscribed.refused !== null);
    expect(closedWith(subscribed.refused)).toBe(1012);
    expect(bus.followers.size).toBe(followersBefore - 1);
  });
});

describe('a new supergraph', () => {
  it('is what subscriptions are answered from, and ends those that it has no field for', async () => {
    const supergraph = changeableSupergraph(fixtureSupergraph());
    const changing = await startTestGateway({ events: bus.source, supergraph });
    const client = connect(changing.url, await changing.tokens.sign());
    open.push(client);
    const kept = client.subscribe('subscription { thingChanged(id: "prd_1") { note } }');
    const gone = client.subscribe('subscription { myThings { id } }');
    await client.ask('{ __typename }');
    supergraph.change(compose({ people: peopleSdl, shop: shopSdl.replace(/myThings: Thing .*/, '') }));
    await until('the new supergraph', async () => (await client.ask('subscription { myThings { id } }')).errors);
    bus.publish('shop.thing', 'prd_1', 5, { ownerId: 'usr_1' });
    await kept.has(1);
    await until('the end of the other', () => gone.completed);
    expect(kept.messages).toEqual([{ data: { thingChanged: { note: 'shop.thing 5' } } }]);
    expect(gone.messages).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
    await changing.close();
  });
});

describe('without an event bus', () => {
  it('subscriptions are refused, and the rest is served', async () => {
    const alone = await startTestGateway();
    const client = connect(alone.url, await alone.tokens.sign());
    open.push(client);
    const { errors } = await client.ask('subscription { myThings { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect((await client.ask('{ me { name } }')).data).toEqual({ me: { name: 'Amina' } });
    await alone.close();
  });

  it('that can be reached, they are refused until it can', async () => {
    let broken = true;
    const events: EventSource = {
      follow: (wanted) => (broken ? Promise.reject(new Error('no broker')) : bus.source.follow(wanted)),
    };
    const recovering = await startTestGateway({ events });
    const client = connect(recovering.url, await recovering.tokens.sign());
    open.push(client);
    const { errors } = await client.ask('subscription { myThings { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    broken = false;
    const subscribed = client.subscribe('subscription { myThings { title } }');
    await client.ask('{ __typename }');
    bus.publish('shop.thing', 'prd_1', 1, { ownerId: 'usr_1' });
    await subscribed.has(1);
    await recovering.close();
  });
});

describe('clients', () => {
  it('do not see how subscriptions are fed', async () => {
    const { data } = await gateway.ask('{ __schema { directives { name } } }');
    expect(JSON.stringify(data)).not.toContain('liveOn');
  });

  it('of equal operations, variables and viewers share one execution', async () => {
    const token = await gateway.tokens.sign();
    const clients = Array.from({ length: 20 }, () => connect(gateway.url, token));
    open.push(...clients);
    const subscribed = clients.map((client) => client.subscribe(changed, { id: 'prd_1' }));
    for (const client of clients) await client.ask('{ __typename }');
    const executed = (): number =>
      gateway.log().filter(({ msg, type, event }) => msg === 'operation' && type === 'subscription' && event).length;
    const before = executed();
    bus.publish('shop.thing', 'prd_1', 77);
    await Promise.all(subscribed.map((each) => each.has(1)));
    expect(executed()).toBe(before + 1);
  });
});
