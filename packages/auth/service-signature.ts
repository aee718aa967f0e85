import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';
import type { ClientViewer, Viewer } from './viewer.ts';

/** Sent beside every subgraph request: the viewer, the client's address and the ids of the request. */
export interface RequestIdentity {
  viewer: Viewer;
  requestId: string;
  correlationId: string;
  /** The client's address as the gateway saw it, for rate limits and audit; `service` where no client is behind it. */
  clientAddress: string;
  /** Program of the client, from the header `User-Agent`: at most 300 characters. Missing when there is none. */
  userAgent?: string | undefined;
  /** Token of a guest, from the header `x-guest-token`: it opens the guest's cart and the checkouts ordered from it. */
  guestToken?: string | undefined;
}

/** The identity of a request that the gateway passes on for a client. */
export interface ClientIdentity extends RequestIdentity {
  viewer: ClientViewer;
}

const identityHeader = 'soko-identity';
const signatureHeader = 'soko-signature-2';
/** Signatures of earlier versions, which name no subgraph and can be repeated. */
const oldSignatureHeader = 'soko-signature';
const toleranceMs = 60_000;

const bodyHash = (body: string): string => createHash('sha256').update(body).digest('base64url');

const mac = (key: string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A request as it is signed. */
export interface SignedRequest {
  identity: RequestIdentity;
  /** Name of the subgraph that is asked: others refuse the request. */
  subgraph: string;
  body: string;
}

interface SigningOptions {
  now?: number;
  /** Adds a signature that subgraphs of earlier versions accept, for a rolling update. */
  withOld?: boolean;
}

/** The headers with which the gateway or another service proves its identity and names the viewer. */
export function signRequest(
  key: string,
  { identity, subgraph, body }: SignedRequest,
  { now = Date.now(), withOld = false }: SigningOptions = {},
): Record<string, string> {
  const encoded = Buffer.from(JSON.stringify(identity)).toString('base64url');
  const hash = bodyHash(body);
  const nonce = randomBytes(12).toString('base64url');
  const signature = mac(key, `v2.${now}.${nonce}.${subgraph}.${encoded}.${hash}`).toString('base64url');
  const headers = { [identityHeader]: encoded, [signatureHeader]: `t=${now},n=${nonce},v2=${signature}` };
  if (!withOld) return headers;
  const old = mac(key, `${now}.${encoded}.${hash}`).toString('base64url');
  return { ...headers, [oldSignatureHeader]: `t=${now},v1=${old}` };
}

/** Remembers the mutations that arrived while their signatures are valid, so that a copied request changes nothing. */
export type ReplayGuard = (nonce: string, now: number) => boolean;

/** True for a nonce that was seen before. Keeps each for two to four minutes. */
export function createReplayGuard(): ReplayGuard {
  const generationMs = 2 * toleranceMs;
  let current = new Set<string>();
  let previous = new Set<string>();
  let since = 0;
  return (nonce, now) => {
    if (now - since > generationMs) {
      previous = now - since > 2 * generationMs ? new Set() : current;
      current = new Set();
      since = now;
    }
    if (current.has(nonce) || previous.has(nonce)) return true;
    current.add(nonce);
    return false;
  };
}

interface VerifyingOptions {
  keys: Keys;
  /** Name of the subgraph that verifies. */
  subgraph: string;
  /** Refuses a second copy of a mutation. */
  isReplay: ReplayGuard;
  now?: number;
  /** Accepts the signatures of earlier versions, for a rolling update. */
  acceptOld?: boolean;
}

/** A comment or a text may say so as well: then a query cannot be repeated either. */
const mayChange = (body: string): boolean => /mutation/i.test(body);

/**
 * The identity in a request that was signed for this subgraph with one of the keys. Null when it is unsigned, forged, altered,
 * meant for another subgraph, more than 60 seconds old, or a mutation that this process has received before.
 */
export function verifyRequest(
  { keys, subgraph, isReplay, now = Date.now(), acceptOld = false }: VerifyingOptions,
  headers: Record<string, string | string[] | undefined>,
  body: string,
): RequestIdentity | null {
  const encoded = headers[identityHeader];
  if (typeof encoded !== 'string') return null;
  const isSigned = (time: string, text: string, given: string): boolean => {
    if (Math.abs(now - Number(time)) > toleranceMs) return false;
    const actual = Buffer.from(given, 'base64url');
    return listKeys(keys).some((key) => {
      const expected = mac(key, text);
      return actual.length === expected.length && timingSafeEqual(actual, expected);
    });
  };
  const [, time, nonce, given] = /^t=(\d+),n=([\w-]+),v2=([\w-]+)$/.exec(String(headers[signatureHeader])) ?? [];
  if (time !== undefined && nonce !== undefined && given !== undefined) {
    if (!isSigned(time, `v2.${time}.${nonce}.${subgraph}.${encoded}.${bodyHash(body)}`, given)) return null;
    if (mayChange(body) && isReplay(nonce, now)) return null;
  } else {
    const [, oldTime, old] = /^t=(\d+),v1=([\w-]+)$/.exec(String(headers[oldSignatureHeader])) ?? [];
    if (!acceptOld || oldTime === undefined || old === undefined) return null;
    if (!isSigned(oldTime, `${oldTime}.${encoded}.${bodyHash(body)}`, old)) return null;
  }
  return JSON.parse(Buffer.from(encoded, 'base64url').toString()) as RequestIdentity;
}

/** The identity of work that no client asked for, such as a job or a consumer. */
export const serviceIdentity = (name: string, correlationId: string): RequestIdentity => ({
  viewer: { kind: 'service', name },
  requestId: correlationId,
  correlationId,
  clientAddress: 'service',
});
