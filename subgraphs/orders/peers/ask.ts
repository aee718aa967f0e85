import { randomUUID } from 'node:crypto';
import { type RequestIdentity, serviceIdentity } from '@soko/auth';
import type { SubgraphTransport } from '@soko/subgraph';

/** Another service did not do what it was asked; `code` is its error's, when it answered at all. */
export class PeerFailed extends Error {
  override readonly name = 'PeerFailed';
  readonly code: string | null;
  constructor(peer: string, message: string, code: string | null) {
    super(`${peer}: ${message}`);
    this.code = code;
  }
}

/** Asks another service, in this service's own name unless `identity` says for whom. */
export interface Ask {
  <Data>(query: string, variables: Record<string, unknown>, correlationId: string): Promise<Data>;
}

export const askFor =
  (name: string, transport: SubgraphTransport) =>
  async <Data>(query: string, variables: Record<string, unknown>, identity: RequestIdentity): Promise<Data> => {
    const { data, errors } = await transport({ query, variables, identity });
    const error = errors?.[0];
    if (error !== undefined) {
      const code = error.extensions?.['code'];
      throw new PeerFailed(name, error.message, typeof code === 'string' ? code : null);
    }
    if (data == null) throw new PeerFailed(name, 'It answered nothing.', null);
    return data as Data;
  };

/** Asks in the name of this service. */
export const askAsService = (name: string, transport: SubgraphTransport): Ask => {
  const ask = askFor(name, transport);
  return (query, variables, correlationId) => ask(query, variables, serviceIdentity('orders', correlationId));
};

/** The correlation id of work that nobody asked for. */
export const newCorrelationId = (): string => `req_${randomUUID()}`;
