import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { WebSocket } from 'ws';
import { closedWith, connect, handBus } from './live-client.ts';
import type { EventSource } from '../index.ts';
import { compose, createSubgraphs, fixtureSupergraph, peopleSdl, shopSdl } from './fixture-graph.ts';
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
  it('reports every event that concerns it, across subgraphs, and no other', async () => {
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

  it('never shows what the viewer may not see', async () => {
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

  it('gets the events with the keys that its subgraph names, or every event', async () => {
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

  it('does not send equal data twice', async () => {
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

  it('does not send data again that another thing has changed to nothing new', async () => {
    const client = await clientOf();
    const subscribed = client.subscribe('subscription { thingChanged(id: "prd_1") { title } }');
    const control = client.subscribe('subscription { thingChanged(id: "prd_1") { note } }');
    await client.ask('{ __typename }');
    bus.publish('shop.thing', 'prd_1', 1);
    await control.has(1);
    bus.publish('shop.price', 'price_7', 2, { thing: { id: 'prd_1' } });
    await control.has(2);
    expect(subscribed.messages).toEqual([{ data: { thingChanged: { title: 'Kettle' } } }]);
  });

  it('continues after an event that failed, and masks the cause', async () => {
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
    const client = connect(gateway.url);
    open.push(client);
    const { errors } = await client.ask(changed, { id: 'prd_closed' });
    expect(errors).toMatchObject([{ message: 'This thing is closed.', extensions: { code: 'FORBIDDEN' } }]);
  });

  it('over HTTP, with the address to use instead', async () => {
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

describe('a new supergraph', () => {
  it('serves the open subscriptions, and ends those whose field it lacks', async () => {
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
      ...bus.source,
      follow: (wanted) => (broken ? Promise.reject(new Error('no broker')) : bus.source.follow(wanted)),
    };
    const recovering = await startTestGateway({ events, env: { SUBSCRIPTION_WAIT_MS: '300' } });
    const client = connect(recovering.url, await recovering.tokens.sign());
    open.push(client);
    const { errors } = await client.ask('subscription { myThings { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    // One that resumes is not refused for good: its client reconnects.
    const resuming = connect(recovering.url, await recovering.tokens.sign());
    open.push(resuming);
    const closed = resuming.subscribe('subscription { myThings { id } }', {}, { resumeFrom: null });
    await until('it is closed', () => closed.refused !== null);
    expect(closedWith(closed.refused)).toBe(1013);
    broken = false;
    const subscribed = client.subscribe('subscription { myThings { title } }');
    await client.ask('{ __typename }');
    bus.publish('shop.thing', 'prd_1', 1, { ownerId: 'usr_1' });
    await subscribed.has(1);
    await recovering.close();
  });
});

describe('clients', () => {
  it('do not see the topics of subscriptions', async () => {
    const { data } = await gateway.ask('{ __schema { directives { name } } }');
    expect(JSON.stringify(data)).not.toContain('liveOn');
  });

  it('without an account keep the token of a guest, and share only with the same guest', async () => {
    const seen: (string | undefined)[] = [];
    const subgraphs = createSubgraphs();
    const shop = subgraphs['shop']!;
    const spied = await startTestGateway({
      events: bus.source,
      subgraphs: {
        ...subgraphs,
        shop: (request) => {
          if (request.event) seen.push(request.identity.guestToken);
          return shop(request);
        },
      },
    });
    const guests = ['a', 'a', 'b'].map((letter) => {
      class GuestSocket extends WebSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol, { headers: { 'x-guest-token': letter.repeat(43) } });
        }
      }
      return connect(spied.url, undefined, { webSocketImpl: GuestSocket });
    });
    for (const guest of guests) guest.subscribe(changed, { id: 'prd_1' });
    for (const guest of guests) await guest.ask('{ __typename }');
    bus.publish('shop.thing', 'prd_1', 5);
    await until('two executions', () => seen.length >= 2);
    expect(new Set(seen)).toEqual(new Set(['a'.repeat(43), 'b'.repeat(43)]));
    expect(seen).toHaveLength(2);
    for (const guest of guests) await guest.close();
    await spied.close();
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
