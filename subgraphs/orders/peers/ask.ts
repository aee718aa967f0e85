import { randomUUID } from 'node:crypto';
import { serviceIdentity } from '@soko/auth';
import { createPeer, type PeerOperation, type SubgraphTransport } from '@soko/subgraph';

/** Sends operations to another service in the name of orders. */
export function askAsOrders(name: string, transport: SubgraphTransport) {
  const ask = createPeer(name, transport);
  return <Data, Variables extends Record<string, unknown>>(
    operation: PeerOperation<Data, Variables>,
    variables: Variables,
    correlationId: string,
  ): Promise<Data> => ask(operation, variables, serviceIdentity('orders', correlationId));
}

/** The correlation id of work that no request started. */
export const newCorrelationId = (): string => `req_${randomUUID()}`;
