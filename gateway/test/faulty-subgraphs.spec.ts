import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Gateway } from '../index.ts';
import { createCertificate } from './certificate.ts';
import type { Foreign } from './foreign-subgraphs.ts';
import { ask, foreignConfig, type ForeignGraph, startForeignGraph } from './start-foreign-graph.ts';

let graph: ForeignGraph;
beforeAll(async () => {
  graph = await startForeignGraph();
});
afterAll(() => graph.close());

/** The subgraph that has faults gets little time. Others have as much as a busy machine needs. */
const within = (timeoutMs: number) => ({
  subgraphs: {
    'fruit-stand': foreignConfig.subgraphs['fruit-stand'],
    weather_reports: { ...foreignConfig.subgraphs.weather_reports, timeoutMs },
  },
});

const fruits = [
  { name: 'Mango', ripeness: 10 },
  { name: 'Papaya', ripeness: 20 },
];

describe('a subgraph that', () => {
  let bounded: Gateway;
  let patient: Gateway;
  beforeAll(async () => {
    const maximum = { SUBGRAPH_MAX_RESPONSE_BYTES: '1000000' };
    [bounded, patient] = await Promise.all([graph.start(within(300), maximum), graph.start(foreignConfig, maximum)]);
  });

  it.each<[string, NonNullable<Foreign['behaviour']['handle']>]>([
    ['hangs', () => true],
    ['resets the connection', (request) => Boolean(request.socket.destroy())],
    [
      'stops in the middle of its answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"data":{"_enti');
        response.socket?.destroy();
        return true;
      },
    ],
    [
      'answers 50 MB',
      (_, response) => {
        response.setHeader('content-type', 'application/json').end(`{"data":"${'x'.repeat(50_000_000)}"}`);
        return true;
      },
    ],
    [
      'answers with the wrong number of entities',
      (_, response) => Boolean(response.end('{"data":{"_entities":[{"__typename":"Fruit","ripeness":1}]}}')),
    ],
    ['answers HTML', (_, response) => Boolean(response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>'))],
    [
      'answers 429',
      (_, response) => Boolean(response.writeHead(429, { 'content-type': 'application/json' }).end('{"error":"slow"}')),
    ],
  ])('%s leaves out its own fields only, soon, with masked errors', async (_, handle) => {
    graph.weather.behaviour.handle = handle;
    const answer = await ask(bounded, '{ fruits { name ripeness } }');
    graph.weather.behaviour.handle = null;
    expect(answer.data).toEqual({ fruits: fruits.map(({ name }) => ({ name, ripeness: null })) });
    expect(answer.errors!.length).toBeGreaterThan(0);
    for (const { extensions } of answer.errors!)
      expect(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']).toContain(extensions['code']);
    expect(JSON.stringify(answer)).not.toMatch(/weather|_entities|127\.0\.0\.1|Hello|slow|socket/i);
    expect((await ask(patient, '{ forecast fruits { name ripeness } }')).data).toEqual({ forecast: 'sunny', fruits });
  });

  it('hangs again and again is left alone for a while', async () => {
    const breaking = await graph.start(within(100), {
      SUBGRAPH_BREAKER_FAILURES: '3',
      SUBGRAPH_BREAKER_OPEN_MS: '60000',
    });
    graph.weather.behaviour.handle = () => true;
    for (let asked = 0; asked < 3; asked += 1) await ask(breaking, '{ forecast }');
    const before = graph.weather.seen.length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(breaking, '{ forecast }')));
    graph.weather.behaviour.handle = null;
    expect(graph.weather.seen.length).toBe(before);
    expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'])).toEqual(
      answers.map(() => 'SERVICE_UNAVAILABLE'),
    );
    // Others are asked as before.
    expect((await ask(breaking, '{ fruits { name } }')).errors).toBeUndefined();
  });

  it('has a certificate of its own is verified with the file of its rule', async () => {
    const certificate = await createCertificate();
    graph.later(certificate.remove);
    const server = createSecureServer(
      certificate,
      (_, response) => void response.end('{"data":{"forecast":"secret sun"}}'),
    );
    server.listen(0, 'localhost');
    await once(server, 'listening');
    graph.later(() => server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const trusting = await graph.start({ subgraphs: { weather_reports: { url, ca: certificate.file } } });
    expect((await ask(trusting, '{ forecast }')).data).toEqual({ forecast: 'secret sun' });
    const careful = await graph.start({ subgraphs: { weather_reports: { url } } });
    expect((await ask(careful, '{ forecast }')).errors).toMatchObject([
      { extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ]);
    server.closeAllConnections();
  });
});
