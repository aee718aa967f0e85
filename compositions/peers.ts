import { createHttpTransport, type HttpTransport } from '@soko/gateway/http-transport';
import { readEnv } from '@soko/env';
import type { SubgraphTransport } from '@soko/subgraph';
import { z } from 'zod';

/** The address of another subgraph: `USERS_URL`, or its name as the host name in the services' network. */
export const addressOfPeer = (name: string, source: Record<string, string | undefined>): string => {
  const variable = `${name.toUpperCase()}_URL`;
  const own = readEnv({ [variable]: z.url().optional() }, source)[variable];
  return own ?? `http://${name}:4000/graphql`;
};

/**
 * Transports to the other subgraphs over signed HTTP, each opened when it is first used. A subgraph that does not respond
 * within `timeoutMs` is given up.
 */
export function createPeers(
  source: Record<string, string | undefined>,
  { serviceKey, timeoutMs, withOldSignatures }: { serviceKey: string; timeoutMs: number; withOldSignatures: boolean },
) {
  const transports = new Map<string, HttpTransport>();
  const transportTo = (name: string): HttpTransport => {
    const known = transports.get(name);
    if (known) return known;
    const transport = createHttpTransport({
      subgraph: name,
      url: addressOfPeer(name, source),
      serviceKey,
      withOldSignatures,
      timeoutMs,
      connections: 32,
      maxResponseBytes: 16 * 1024 * 1024,
    });
    transports.set(name, transport);
    return transport;
  };
  return {
    peers: (name: string): SubgraphTransport => transportTo(name).send,
    close: async (): Promise<void> => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}
