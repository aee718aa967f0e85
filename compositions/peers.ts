import { createHttpTransport, type HttpTransport } from '@soko/gateway/http-transport';
import { readEnv } from '@soko/env';
import type { SubgraphTransport } from '@soko/subgraph';
import { z } from 'zod';

/** Where another subgraph is: `USERS_URL` and so on, or by its name on the services' own network. */
const urlOf = (name: string, source: Record<string, string | undefined>): string => {
  const variable = `${name.toUpperCase()}_URL`;
  const own = readEnv({ [variable]: z.url().optional() }, source)[variable];
  return own ?? `http://${name}:4000/graphql`;
};

/** The other subgraphs, over signed HTTP. A connection is made when one is first asked. */
export function createPeers(source: Record<string, string | undefined>, serviceKey: string) {
  const transports = new Map<string, HttpTransport>();
  const transportTo = (name: string): HttpTransport => {
    const known = transports.get(name);
    if (known) return known;
    const made = createHttpTransport({
      url: urlOf(name, source),
      serviceKey,
      timeoutMs: 5_000,
      connections: 32,
      maxResponseBytes: 16 * 1024 * 1024,
    });
    transports.set(name, made);
    return made;
  };
  return {
    peers: (name: string): SubgraphTransport => transportTo(name).send,
    close: async (): Promise<void> => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}
