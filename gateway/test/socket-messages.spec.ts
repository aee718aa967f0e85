import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { WebSocket } from 'ws';
import { handBus } from './live-client.ts';
import { startTestGateway } from './start-test-gateway.ts';

const bus = handBus();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

const changed = 'subscription ($id: ID!) { thingChanged(id: $id) { note } }';

describe('the messages of a socket', () => {
  interface Said {
    id?: string;
    type: string;
    payload?: unknown;
  }
  type Message = Said & Record<string, unknown>;

  /** A gateway of its own and a socket that speaks the protocol by hand. */
  const speak = async (env: Record<string, string> = {}) => {
    const own = await startTestGateway({ events: bus.source, env });
    const socket = new WebSocket(`${own.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    open.push({
      close: async () => {
        socket.terminate();
        await own.close();
      },
    });
    const said: Said[] = [];
    socket.on('message', (data) => said.push(JSON.parse((data as Buffer).toString()) as Said));
    const closed = once(socket, 'close').then(([code]) => code as number);
    await once(socket, 'open');
    const gauge = async (name: string): Promise<string | undefined> =>
      new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, 'm').exec(await own.registry.metrics())?.[1];
    const saidOf = (id: string): Said[] => said.filter((message) => message.id === id);
    const send = (...messages: Message[]): void => {
      for (const message of messages) socket.send(JSON.stringify(message));
    };
    return {
      own,
      socket,
      said,
      closed,
      gauge,
      saidOf,
      send,
      init: async (): Promise<void> => {
        send({ type: 'connection_init', payload: { authorization: `Bearer ${await own.tokens.sign()}` } });
        await until('it is acknowledged', () => said.some(({ type }) => type === 'connection_ack'));
      },
      /** Resolves when what was subscribed to before is live. */
      settled: async (id: string): Promise<void> => {
        send({ id, type: 'subscribe', payload: { query: '{ __typename }' } });
        await until('it is settled', () => saidOf(id).some(({ type }) => type === 'complete'));
      },
    };
  };
  const subscribe = (id: string): Message => ({
    id,
    type: 'subscribe',
    payload: { query: changed, variables: { id: 'prd_1' } },
  });
  const complete = (id: string): Message => ({ id, type: 'complete' });

  it('may use an id again, before its subscription is live and after, and each event is reported once', async () => {
    const { send, init, settled, saidOf, gauge, socket } = await speak();
    await init();
    send(subscribe('1'), complete('1'), subscribe('1'));
    await settled('a');
    bus.publish('shop.thing', 'prd_1', 1);
    await until('the event', () => saidOf('1').length > 0);
    expect(await gauge('soko_gateway_subscriptions')).toBe('1');

    send(complete('1'), subscribe('1'), complete('1'), subscribe('1'));
    await settled('b');
    bus.publish('shop.thing', 'prd_1', 2);
    await until('the event', () => saidOf('1').length > 1);
    await settled('c');
    expect(saidOf('1')).toMatchObject([
      { type: 'next', payload: { data: { thingChanged: { note: 'shop.thing 1' } } } },
      { type: 'next', payload: { data: { thingChanged: { note: 'shop.thing 2' } } } },
    ]);

    send(subscribe('2'), complete('2'), subscribe('2'));
    socket.terminate();
    await until('nothing is left', async () => {
      const left = await Promise.all(['soko_gateway_subscriptions', 'soko_gateway_sockets'].map(gauge));
      return left.every((value) => value === '0');
    });
  });

  it('start no more operations than the limit, also when each is completed at once', async () => {
    const { send, init, saidOf } = await speak({ MAX_SUBSCRIPTIONS_PER_SOCKET: '3' });
    await init();
    for (const id of ['1', '2', '3']) send(subscribe(id), complete(id));
    send(subscribe('4'));
    await until('it is refused', () => saidOf('4').length > 0);
    expect(saidOf('4')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }]);
    // Once the others have started and ended, there is room again.
    let tries = 4;
    await until('there is room again', async () => {
      const id = `${(tries += 1)}`;
      send({ id, type: 'subscribe', payload: { query: '{ __typename }' } });
      await until('an answer', () => saidOf(id).length > 0);
      return saidOf(id)[0]?.type === 'next';
    });
  });

  it.each<[string, Message | string]>([
    ['next', { id: '1', type: 'next', payload: {} }],
    ['error', { id: '1', type: 'error', payload: [{ message: 'x' }] }],
    ['connection_ack', { type: 'connection_ack' }],
    ['a message of no known type', { type: 'stop', id: '1' }],
    ['no message', '[]'],
    ['no JSON', '{'],
  ])('must not be %s: 4400, and no error in the log', async (_, message) => {
    const { own, socket, init, closed } = await speak();
    await init();
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    expect(await closed).toBe(4400);
    expect(own.log().filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('must follow the protocol: one initialisation, then operations with different ids', async () => {
    const early = await speak();
    early.send(subscribe('1'));
    expect(await early.closed).toBe(4401);
    const twice = await speak();
    twice.send({ type: 'connection_init' }, { type: 'connection_init' });
    expect(await twice.closed).toBe(4429);
    const equal = await speak();
    await equal.init();
    equal.send(subscribe('1'), subscribe('1'));
    expect(await equal.closed).toBe(4409);
    const pinging = await speak();
    pinging.send({ type: 'ping', payload: { at: 1 } });
    await until('a pong', () => pinging.said.length > 0);
    expect(pinging.said).toEqual([{ type: 'pong', payload: { at: 1 } }]);
  });
});
