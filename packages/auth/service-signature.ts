import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';
import type { ClientViewer, Viewer } from './viewer.ts';

/** Sent beside every subgraph request: the viewer, the client's address and the ids of the request. */
export interface RequestIdentity {
  viewer: Viewer;
  requestId: string;
  correlationId: string;
  /** The client's address as the gateway saw it, for rate limits and audit; `service` where no client is behind it. */
  clientAddress: string;
  /** Token of a guest, from the header `x-guest-token`: it opens the guest's cart and the checkouts ordered from it. */
  guestToken?: string | undefined;
}

/** The identity of a request that the gateway passes on for a client. */
export interface ClientIdentity extends RequestIdentity {
  viewer: ClientViewer;
}

const identityHeader = 'soko-identity';
const signatureHeader = 'soko-signature';
const toleranceMs = 60_000;

const bodyHash = (body: string): string => createHash('sha256').update(body).digest('base64url');

const mac = (key: string, time: string, identity: string, body: string): Buffer =>
  createHmac('sha256', key)
    .update(`${time}.${identity}.${bodyHash(body)}`)
    .digest();

/** The headers with which the gateway or another service proves its identity and names the viewer. */
export function signRequest(
  key: string,
  identity: RequestIdentity,
  body: string,
  now: number = Date.now(),
): Record<string, string> {
  const encoded = Buffer.from(JSON.stringify(identity)).toString('base64url');
  const time = String(now);
  return {
    [identityHeader]: encoded,
    [signatureHeader]: `t=${time},v1=${mac(key, time, encoded, body).toString('base64url')}`,
  };
}

/**
 * The identity in a request that was signed with one of the keys, or null when it is unsigned, forged, altered or more than
 * 60 seconds old.
 */
export function verifyRequest(
  keys: Keys,
  headers: Record<string, string | string[] | undefined>,
  body: string,
  now: number = Date.now(),
): RequestIdentity | null {
  const encoded = headers[identityHeader];
  const signature = headers[signatureHeader];
  if (typeof encoded !== 'string' || typeof signature !== 'string') return null;
  const [, time, given] = /^t=(\d+),v1=([\w-]+)$/.exec(signature) ?? [];
  if (time === undefined || given === undefined || Math.abs(now - Number(time)) > toleranceMs) return null;
  const actual = Buffer.from(given, 'base64url');
  const isSignedWith = (key: string): boolean => {
    const expected = mac(key, time, encoded, body);
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  };
  if (!listKeys(keys).some(isSignedWith)) return null;
  return JSON.parse(Buffer.from(encoded, 'base64url').toString()) as RequestIdentity;
}

/** The identity of work that no client asked for, such as a job or a consumer. */
export const serviceIdentity = (name: string, correlationId: string): RequestIdentity => ({
  viewer: { kind: 'service', name },
  requestId: correlationId,
  correlationId,
  clientAddress: 'service',
});
