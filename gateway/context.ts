import { anonymous, type ClientIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import type { LiveEvent, SubgraphResponse } from '@soko/subgraph';
import type { FastifyRequest } from 'fastify';
import type { Rest } from './authorization/leave-out-refused.ts';
import { clientAddressOf } from './client-address.ts';
import type { StreamSink } from './subscriptions/subgraph-stream.ts';

/** The identity of a client, with what some subgraphs get of its request as it is. */
export interface GatewayIdentity extends ClientIdentity {
  /** Headers by their names. Missing when there are none. */
  forwarded?: Readonly<Record<string, string>> | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The viewer, the address and the ids of the request. The viewer is anonymous until it is authenticated. */
    identity: GatewayIdentity;
  }
}

/** One request to a subgraph, for `Server-Timing`. */
export interface FetchTiming {
  subgraph: string;
  durationMs: number;
}

/** A subscription that its subgraph serves, before it is opened. */
export interface Opening {
  /** Subscribes. The function that it returns ends the subscription. */
  open: (sink: StreamSink) => () => void;
  /** Equal for subscriptions with the same text at the same address. */
  key: string;
}

/** The context of one execution of a subscription: once when it starts, then once per event. */
export interface LiveContext {
  /** The event; null when the subscription starts. */
  event: LiveEvent | null;
  /** The root field of the operation. Set once the operation is validated. */
  field?: string;
  /** The keys of the events that concern the subscriber, set when the subscription starts; null for all events. */
  keys?: readonly string[] | null;
  /** How to subscribe at a subgraph that serves the subscription itself. Set when the subscription starts. */
  opening?: Opening;
  /** The subscription is under way, and starts again with another supergraph. */
  isRenewal?: true;
  /** What such a subgraph sent. */
  received?: SubgraphResponse;
}

/** The context of one operation in the gateway. */
export interface GatewayContext {
  identity: GatewayIdentity;
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

/** The headers of a request that have one of these names; undefined when there are none. */
function forwardedIn({ headers }: FastifyRequest, names: readonly string[]): GatewayIdentity['forwarded'] {
  const found = names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])] as const]));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/**
 * The ids, the address and the program of a request: well-formed ids from the client or a proxy, otherwise new ones. `forwards`
 * names the headers that some subgraph gets as they are.
 */
export function identifyRequest(
  request: FastifyRequest,
  { trustsProxies, forwards }: { trustsProxies: boolean; forwards: readonly string[] },
): GatewayIdentity {
  const forwarded = forwards.length === 0 ? undefined : forwardedIn(request, forwards);
  const requestId = idIn(request.headers['x-request-id']) ?? newId('req');
  return {
    viewer: anonymous,
    requestId,
    correlationId: idIn(request.headers['x-correlation-id']) ?? requestId,
    clientAddress: clientAddressOf(request, trustsProxies),
    userAgent: request.headers['user-agent']?.slice(0, maxAgentLength),
    guestToken: guestTokenIn(request.headers['x-guest-token']),
    ...(forwarded ? { forwarded } : {}),
  };
}

export const createContext = (identity: GatewayIdentity, live?: LiveContext): GatewayContext => ({
  identity,
  startedAt: performance.now(),
  fetches: [],
  ...(live ? { live } : {}),
});
