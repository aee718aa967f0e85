import { once } from 'node:events';
import { type AddressInfo, createConnection } from 'node:net';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { WebSocket, WebSocketServer } from 'ws';
import { pingClients } from '../subscriptions/ping-clients.ts';
import type { SocketClient } from '../subscriptions/socket-client.ts';
import { closedWith, connect, handBus } from './live-client.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

const bus = handBus();
let gateway: TestGateway;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ events: bus.source });
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

  it('is closed for invalid credentials, with a code that stops reconnecting', async () => {
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

  it('may authenticate by the header of its upgrade request', async () => {
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

  /** A gateway with settings of its own, closed after the test even when the test fails. */
  const gatewayWith = async (env: Record<string, string>): Promise<TestGateway> => {
    const started = await startTestGateway({ events: bus.source, env });
    open.push(started);
    return started;
  };
  /** A socket that is open. It listens from the moment it is made, so that it cannot miss the event. */
  const opened = async (address: string): Promise<WebSocket> => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    open.push({ close: () => socket.terminate() });
    await once(socket, 'open');
    return socket;
  };

  it('is not opened beyond the limit', async () => {
    const small = await gatewayWith({ MAX_SOCKETS: '1' });
    const first = await opened(small.url);
    expect(await endOf(new WebSocket(first.url, 'graphql-transport-ws'))).toBe(503);
  });

  it('is not opened beyond the limit of its address', async () => {
    const small = await gatewayWith({ MAX_SOCKETS_PER_ADDRESS: '1', TRUST_PROXY: '1' });
    const first = await opened(small.url);
    expect(await endOf(new WebSocket(first.url, 'graphql-transport-ws'))).toBe(429);
    const other = new WebSocket(first.url, 'graphql-transport-ws', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(await opens(other)).toBe(true);
    const from = (address: string) =>
      new WebSocket(first.url, 'graphql-transport-ws', { headers: { 'x-forwarded-for': address } });
    const six = from('2001:db8:1:2::1');
    open.push({ close: () => six.terminate() });
    await once(six, 'open');
    expect(await endOf(from('2001:db8:1:2::2'))).toBe(429);
  });

  it('is closed when it does not read', async () => {
    const small = await gatewayWith({ SUBSCRIPTION_QUEUE: '3', READ_TIMEOUT_MS: '500' });
    const authorization = `Bearer ${await small.tokens.sign()}`;
    const socket = await opened(small.url);
    const said: string[] = [];
    socket.on('message', (data) => said.push((data as Buffer).toString()));
    const send = (message: object): void => socket.send(JSON.stringify(message));
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
    // It still does not read, so it never sees the close frame: the gateway ends the connection by itself.
    await until('it is gone', async () => (await small.registry.metrics()).includes('soko_gateway_sockets 0'));
  });

  it('is not offered to requests that ask for another protocol', async () => {
    const body = JSON.stringify({ query: '{ things(first: 1) { id } }' });
    const [host, port] = new URL(gateway.url).host.split(':');
    const socket = createConnection(Number(port), host);
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
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

  it('is closed with 1012 when the gateway stops, which waits for it', async () => {
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

describe('a socket that does not respond to pings', () => {
  it('is ended, and the others are not', async () => {
    const server = new WebSocketServer({ port: 0 });
    const clients = new Set<SocketClient>();
    server.on('connection', (socket) => {
      const client = { socket, isAlive: true } as SocketClient;
      clients.add(client);
      socket.on('pong', () => (client.isAlive = true));
      socket.on('close', () => clients.delete(client));
    });
    const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [there, gone] = [new WebSocket(address), new WebSocket(address, { autoPong: false })];
    let pings = 0;
    there.on('ping', () => (pings += 1));
    await until('both are open', () => clients.size === 2);
    const pinging = pingClients(clients, 500);
    await until('one is ended', () => gone.readyState === WebSocket.CLOSED);
    const before = pings;
    await until('two more pings', () => pings >= before + 2);
    expect({ open: clients.size, there: there.readyState }).toEqual({ open: 1, there: WebSocket.OPEN });
    pinging.stop();
    there.terminate();
    server.close();
  });
});
