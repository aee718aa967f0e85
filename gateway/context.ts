import { anonymous, type ClientIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import type { LiveEvent } from '@soko/subgraph';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, from where, and under which ids. The viewer is anonymous until authenticated. */
    identity: ClientIdentity;
  }
}

/** One question to a subgraph, for `Server-Timing`. */
export interface FetchTiming {
  subgraph: string;
  durationMs: number;
}

/** What a subscription carries besides, each time it is executed: once at its beginning, then for every event. */
export interface LiveContext {
  /** The event to be answered; null at the beginning. */
  event: LiveEvent | null;
  /** The one field of the operation. Known once it is validated. */
  field?: string;
  /** Which events concern the subscriber, as the field's subgraph answered at the beginning; null for all. */
  keys?: readonly string[] | null;
}

/** What one operation carries through the gateway. */
export interface GatewayContext {
  identity: ClientIdentity;
  /** `performance.now()` when the operation began. */
  startedAt: number;
  fetches: FetchTiming[];
  /** Only for subscriptions. */
  live?: LiveContext;
}

const acceptableId = /^[\w.:-]{1,64}$/;

const idIn = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && acceptableId.test(header) ? header : undefined;

/**
 * The client's address. Behind a proxy that is not trusted the only known address is the proxy's, and it must not pass
 * for the client's: on the same machine it would make every stranger look local.
 */
function clientAddressOf(request: FastifyRequest, trustsProxies: boolean): string {
  const address = request.ip.replace(/^::ffff:/, '');
  const isForwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return isForwarded && !trustsProxies ? `behind ${address}` : address;
}

/** The ids and the address of a request: those a client or proxy sent if they are well-formed, else new ones. */
export function identify(request: FastifyRequest, trustsProxies: boolean): ClientIdentity {
  const requestId = idIn(request.headers['x-request-id']) ?? newId('req');
  return {
    viewer: anonymous,
    requestId,
    correlationId: idIn(request.headers['x-correlation-id']) ?? requestId,
    clientAddress: clientAddressOf(request, trustsProxies),
  };
}

export const createContext = (identity: ClientIdentity, live?: LiveContext): GatewayContext => ({
  identity,
  startedAt: performance.now(),
  fetches: [],
  ...(live ? { live } : {}),
});
