import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Gateway } from '../index.ts';
import { createCertificate } from './certificate.ts';
import { compose } from './fixture-graph.ts';
import { type Foreign, fruitSdl, serveForeign } from './foreign-subgraphs.ts';
import { ask, foreignConfig, type ForeignGraph, startForeignGraph } from './start-foreign-graph.ts';

let graph: ForeignGraph;
let gateway: Gateway;
beforeAll(async () => {
  graph = await startForeignGraph();
  gateway = await graph.start(foreignConfig);
});
afterAll(() => graph.close());

const fruits = [
  { name: 'Mango', ripeness: 10 },
  { name: 'Papaya', ripeness: 20 },
];

describe('a gateway for a supergraph of others', () => {
  it('finds subgraphs of any name by their routing URLs, and passes on no headers but those of its rules', async () => {
    graph.fruit.seen.length = 0;
    graph.weather.seen.length = 0;
    const headers = { authorization: 'Token t1', 'x-market': 'KE', 'x-units': 'SI', cookie: 'a=b', 'x-other': 'c' };
    expect(await ask(gateway, '{ fruits { name ripeness } }', headers)).toEqual({ status: 200, data: { fruits } });
    const own = ({ seen }: Foreign) => {
      const http = /^(host|connection|accept|content-.*|transfer-encoding)$/;
      return Object.fromEntries(Object.entries(seen.at(-1)!).filter(([name]) => !http.test(name)));
    };
    expect(own(graph.fruit)).toEqual({
      authorization: 'Token t1',
      'x-market': 'KE',
      'x-api-key': 'key-of-the-stand',
      'x-request-id': expect.stringMatching(/^req_/),
    });
    expect(own(graph.weather)).toEqual({ 'x-units': 'SI' });
  });

  it('asks another address for a subgraph whose name has dashes, by a variable or the file', async () => {
    const other = await serveForeign(fruitSdl, { Query: { fruits: () => [{ id: 'f3', name: 'Guava' }] } }, '/');
    graph.later(() => other.close());
    const byVariable = await graph.start(foreignConfig, { FRUIT_STAND_URL: other.url });
    const byFile = await graph.start({ subgraphs: { 'fruit-stand': { url: other.url } } });
    for (const each of [byVariable, byFile])
      expect((await ask(each, '{ fruits { name } }')).data).toEqual({ fruits: [{ name: 'Guava' }] });
  });

  it('gives clients with different forwarded headers answers of their own, also for equal queries', async () => {
    const sharing = await graph.start(foreignConfig, { SUBGRAPH_SHARED_QUERIES: 'true' });
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(sharing, '{ me }', { authorization: `Token ${index % 2}` })),
    );
    expect(asked.map(({ data }) => data)).toEqual(asked.map((_, index) => ({ me: `Token ${index % 2}` })));
  });
});

describe('an error of a subgraph', () => {
  const faulty = '{ fail(code: "SHELF_EMPTY") }';
  const masked = [
    {
      message: 'Something went wrong on our side. Try again later.',
      path: ['fail'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
    },
  ];

  it('is masked without a rule, also with a code of Soko', async () => {
    expect((await ask(gateway, faulty)).errors).toEqual(masked);
    expect((await ask(gateway, '{ fail(code: "NOT_FOUND") }')).errors).toEqual(masked);
  });

  it.each([
    ['pass', 'The shelf at 10.0.0.7 is empty.', { code: 'SHELF_EMPTY', detail: 'shelf 3', secret: 'hunter2' }],
    [
      { codes: ['SHELF_EMPTY'], extensions: ['detail'] },
      masked[0]!.message,
      { code: 'SHELF_EMPTY', detail: 'shelf 3' },
    ],
    [{ codes: 'all', message: true }, 'The shelf at 10.0.0.7 is empty.', { code: 'SHELF_EMPTY' }],
  ])('passes as its rule says: %j', async (errors, message, extensions) => {
    const open = await graph.start({ all: { errors } });
    expect((await ask(open, faulty)).errors).toEqual([{ message, path: ['fail'], extensions }]);
  });

  it('with another code is masked by a rule that names codes', async () => {
    const picking = await graph.start({ all: { errors: { codes: ['OTHER'], message: true, extensions: 'all' } } });
    expect((await ask(picking, faulty)).errors).toEqual(masked);
  });
});

describe('an answer of a subgraph', () => {
  it('that is not 200 is used when its type says that it is GraphQL', async () => {
    const passing = await graph.start({ all: { errors: 'pass' } });
    const body = JSON.stringify({ errors: [{ message: 'no', path: ['me'], extensions: { code: 'NO' } }] });
    const refuseAs = (type: string) => {
      graph.fruit.behaviour.handle = (_, response) => {
        response.writeHead(400, { 'content-type': type }).end(body);
        return true;
      };
    };
    refuseAs('application/graphql-response+json; charset=utf-8');
    expect(await ask(passing, '{ me }')).toMatchObject({ data: { me: null }, errors: [{ message: 'no' }] });
    // A proxy answers like this as well.
    refuseAs('application/json');
    expect((await ask(passing, '{ me }')).errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    graph.fruit.behaviour.handle = null;
  });
});

describe('a supergraph at a URL', () => {
  it('is exchanged under load without a failed request, and one that does not load leaves the old one', async () => {
    const whole = graph.supergraph();
    const more = graph.supergraph('extend type Query { more: Int }');
    let isOver = false;
    let asked = 0;
    const failed: unknown[] = [];
    const load = async (): Promise<void> => {
      while (!isOver) {
        const answer = await ask(gateway, '{ forecast fruits { name ripeness } }');
        asked += 1;
        if (answer.errors || answer.status !== 200) failed.push(answer);
      }
    };
    const isAskedFurther = async (): Promise<void> => {
      const before = asked;
      await until('further requests', () => asked > before + 8);
    };
    const clients = Array.from({ length: 4 }, load);
    const hasMore = async (): Promise<boolean> => {
      const { data } = await ask(gateway, '{ __type(name: "Query") { fields { name } } }');
      const { fields } = data!['__type'] as { fields: { name: string }[] };
      return fields.some(({ name }) => name === 'more');
    };
    for (const text of [more, whole]) {
      graph.registry.text = text;
      await until('the other supergraph', async () => (await hasMore()) === (text === more));
      await isAskedFurther();
    }
    const { asked: before } = graph.registry;
    graph.registry.text = whole.slice(0, -500);
    await until('the broken supergraph to be read', () => graph.registry.asked > before + 1);
    await isAskedFurther();
    isOver = true;
    await Promise.all(clients);
    graph.registry.text = whole;
    expect(failed.slice(0, 1)).toEqual([]);
    await until('a question that names the known text', () => graph.registry.unchanged > 0);
  });
});

describe('a supergraph that is refused', () => {
  it('is served once the reason has passed, without another text', async () => {
    const certificate = await createCertificate();
    graph.later(certificate.remove);
    const later = `${certificate.file}-that-comes-later`;
    graph.registry.text = compose({ 'fruit-stand': fruitSdl }, { 'fruit-stand': graph.fruit.url });
    const waiting = await graph.start({ subgraphs: { weather_reports: { ca: later } } });
    graph.registry.text = graph.supergraph();
    const { asked } = graph.registry;
    await until('it to be read, and refused', () => graph.registry.asked > asked + 1);
    expect((await ask(waiting, '{ forecast }')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await copyFile(certificate.file, later);
    await until('it to be served', async () => (await ask(waiting, '{ forecast }')).errors === undefined);
  });
});

describe('a subscription that a subgraph serves', () => {
  const connect = ({ url }: Gateway = gateway) => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    graph.later(() => client.dispose());
    return client;
  };

  it('is passed on, and completed by the other subgraphs', async () => {
    const messages = [];
    const asked = 'subscription { ripened(count: 3) { name ripeness } }';
    for await (const message of connect().iterate({ query: asked })) messages.push(message);
    expect(messages).toEqual([fruits[0], fruits[1], fruits[0]].map((ripened) => ({ data: { ripened } })));
  });

  it('is served as server-sent events as well', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-units': 'SI' },
      body: JSON.stringify({ query: 'subscription { ripened(count: 1) { name } }' }),
    });
    expect(await response.text()).toBe(
      'event: next\ndata: {"data":{"ripened":{"name":"Mango"}}}\n\nevent: complete\ndata: \n\n',
    );
    expect(graph.weather.joined.at(-1)).toMatchObject({ headers: { 'x-units': 'SI' }, params: { 'x-units': 'SI' } });
  });

  it('ends at the subgraph when its client leaves', async () => {
    await until('earlier connections to be closed', () => graph.weather.sockets.clients.size === 0);
    const messages = connect().iterate({ query: 'subscription { count(to: 2) }' });
    expect((await messages.next()).value).toEqual({ data: { count: 1 } });
    expect((await messages.next()).value).toEqual({ data: { count: 2 } });
    expect(graph.weather.sockets.clients.size).toBe(1);
    await messages.return?.();
    await until('the connection to be closed', () => graph.weather.sockets.clients.size === 0);
  });

  describe('by server-sent events', () => {
    let streaming: Gateway;
    beforeAll(async () => {
      const subscriptions = { protocol: 'sse' };
      streaming = await graph.start({ all: { errors: 'pass' }, subgraphs: { weather_reports: { subscriptions } } });
    });

    it('is passed on, and completed by the other subgraphs', async () => {
      const messages = [];
      const asked = 'subscription { ripened(count: 2) { name ripeness } }';
      for await (const message of connect(streaming).iterate({ query: asked })) messages.push(message);
      expect(messages).toEqual(fruits.map((ripened) => ({ data: { ripened } })));
    });

    it('begins again when the connection is lost, and says that there is a gap', async () => {
      const messages = connect(streaming).iterate({ query: 'subscription { count(to: 1) }' });
      expect((await messages.next()).value).toEqual({ data: { count: 1 } });
      for (const stream of graph.weather.streams) stream.destroy();
      expect((await messages.next()).value).toEqual({ data: { count: 1 }, extensions: { gap: true } });
      await messages.return?.();
      await until('the stream to be closed', () => graph.weather.streams.size === 0);
    });

    it.each([
      [401, '{"errors":[{"message":"no","extensions":{"code":"NO"}}]}', { message: 'no' }],
      [404, '<h1>Not here</h1>', { extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    ])('ends with an error when the subgraph answers %i', async (status, body, error) => {
      graph.weather.behaviour.handle = (_, response) => Boolean(response.writeHead(status).end(body));
      const messages = [];
      for await (const message of connect(streaming).iterate({ query: 'subscription { ripened(count: 1) { id } }' }))
        messages.push(message);
      graph.weather.behaviour.handle = null;
      expect(messages).toMatchObject([{ errors: [error] }]);
    });
  });
});
