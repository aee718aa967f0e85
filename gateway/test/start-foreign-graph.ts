import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gatewayConfig } from '../config/gateway-config.ts';
import type { Gateway } from '../index.ts';
import { startGatewayService } from '../service.ts';
import { compose } from './fixture-graph.ts';
import { fruitResolvers, fruitSdl, serveForeign, weatherResolvers, weatherSdl } from './foreign-subgraphs.ts';
import type { Answer } from './start-test-gateway.ts';

/** A supergraph at a URL, as a registry serves it. Tests change its text. */
export async function serveRegistry(first: string, { hasEtags = true } = {}) {
  const registry = { text: first, asked: 0, unchanged: 0, url: '', close: () => void server.close() };
  const server = createServer((request, response) => {
    registry.asked += 1;
    const etag = `"${registry.text.length}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    if (isKnown) registry.unchanged += 1;
    response.writeHead(isKnown ? 304 : 200, hasEtags ? { etag } : {}).end(isKnown ? '' : registry.text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  registry.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/supergraph.graphql`;
  return registry;
}

/** Rules for subgraphs with other needs than those of Soko. */
export const foreignConfig = {
  subgraphs: {
    'fruit-stand': {
      headers: { forward: ['Authorization', 'x-market', 'x-request-id'], set: { 'x-api-key': '${STAND_KEY}' } },
    },
    weather_reports: { headers: { forward: ['x-units'] }, subscriptions: {} },
  },
};

/** Sends an operation to a gateway. */
export async function ask(
  { url }: Gateway,
  query: string,
  headers: Record<string, string> = {},
): Promise<Omit<Answer, 'headers'>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

/** Two subgraphs of others, their supergraph, and gateways for it. */
export async function startForeignGraph() {
  const [fruit, weather] = await Promise.all([
    serveForeign(fruitSdl, fruitResolvers, '/'),
    serveForeign(weatherSdl, weatherResolvers, '/api/graph'),
  ]);
  /** The supergraph with this text in the SDL of the fruit stand, and another subgraph of the weather. */
  const supergraph = (more = '', { sdl = weatherSdl, url = weather.url } = {}): string =>
    compose(
      { 'fruit-stand': `${fruitSdl}${more}`, weather_reports: sdl },
      { 'fruit-stand': fruit.url, weather_reports: url },
    );
  const registry = await serveRegistry(supergraph());
  const closers: (() => unknown)[] = [() => registry.close(), () => fruit.close(), () => weather.close()];
  return {
    fruit,
    weather,
    supergraph,
    registry,
    async start(config: object, variables: Record<string, string> = {}): Promise<Gateway> {
      const started = await startGatewayService(
        {
          NODE_ENV: 'test',
          PORT: '0',
          LOG_LEVEL: 'silent',
          DRAIN_DELAY_MS: '0',
          SUPERGRAPH_PATH: registry.url,
          SUPERGRAPH_POLL_MS: '20',
          STAND_KEY: 'key-of-the-stand',
          ...variables,
        },
        { config: gatewayConfig.parse(config) },
      );
      closers.push(() => started.close());
      return started;
    },
    /** Calls `close` at the end, before what was started earlier is closed. */
    later: (close: () => unknown): void => void closers.push(close),
    async close(): Promise<void> {
      for (const close of closers.toReversed()) await close();
    },
  };
}

export type ForeignGraph = Awaited<ReturnType<typeof startForeignGraph>>;
