import { anonymous, type ClientIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import type { LiveEvent } from '@soko/subgraph';
import type { FastifyRequest } from 'fastify';
import type { Rest } from './authorization/leave-out-refused.ts';
import { clientAddressOf } from './client-address.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The viewer, the address and the ids of the request. The viewer is anonymous until it is authenticated. */
    identity: ClientIdentity;
  }
}

/** One request to a subgraph, for `Server-Timing`. */
export interface FetchTiming {
  subgraph: string;
  durationMs: number;
}

/** The context of one execution of a subscription: once when it starts, then once per event. */
export interface LiveContext {
  /** The event; null when the subscription starts. */
  event: LiveEvent | null;
  /** The root field of the operation. Set once the operation is validated. */
  field?: string;
  /** The keys of the events that concern the subscriber, set when the subscription starts; null for all events. */
  keys?: readonly string[] | null;
}

/** The context of one operation in the gateway. */
export interface GatewayContext {
  identity: ClientIdentity;
  /** `performance.now()` at the start of the operation. */
  startedAt: number;
  fetches: FetchTiming[];
  /** Number of objects that the result may have. Set once the operation is validated. */
  cost?: number;
  /** What is left of a query whose viewer may not select all of it. */
  rest?: Rest;
  /** Only for subscriptions. */
  live?: LiveContext;
}

const acceptableId = /^[\w.:-]{1,64}$/;

const idIn = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && acceptableId.test(header) ? header : undefined;

const possibleToken = /^[\w-]{20,128}$/;

/** The token of a guest. Other values open nothing, so that they are ignored. */
const guestTokenIn = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && possibleToken.test(header) ? header : undefined;

/** Longest name of a program that is passed on, in characters. */
const maxAgentLength = 300;

/** The ids, the address and the program of a request: well-formed ids from the client or a proxy, otherwise new ones. */
export function identifyRequest(request: FastifyRequest, trustsProxies: boolean): ClientIdentity {
  const requestId = idIn(request.headers['x-request-id']) ?? newId('req');
  return {
    viewer: anonymous,
    requestId,
    correlationId: idIn(request.headers['x-correlation-id']) ?? requestId,
    clientAddress: clientAddressOf(request, trustsProxies),
    userAgent: request.headers['user-agent']?.slice(0, maxAgentLength),
    guestToken: guestTokenIn(request.headers['x-guest-token']),
  };
}

export const createContext = (identity: ClientIdentity, live?: LiveContext): GatewayContext => ({
  identity,
  startedAt: performance.now(),
  fetches: [],
  ...(live ? { live } : {}),
});
