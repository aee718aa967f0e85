import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { anonymous, type Viewer } from './viewer.ts';

/** What travels beside a subgraph request: who asks, from where, and under which ids. */
export interface RequestIdentity {
  viewer: Viewer;
  requestId: string;
  correlationId: string;
  /** The client's address as the gateway saw it, for rate limits and audit. */
  clientAddress: string;
}

const identityHeader = 'soko-identity';
const signatureHeader = 'soko-signature';
const toleranceMs = 60_000;

const bodyHash = (body: string): string => createHash('sha256').update(body).digest('base64url');

const mac = (key: string, time: string, identity: string, body: string): Buffer =>
  createHmac('sha256', key)
    .update(`${time}.${identity}.${bodyHash(body)}`)
    .digest();

/** The headers with which the gateway (or another service) proves to a subgraph who it is and for whom it asks. */
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

/** The identity a signed request carries, or null when it is unsigned, forged, altered or older than a minute. */
export function verifyRequest(
  key: string,
  headers: Record<string, string | string[] | undefined>,
  body: string,
  now: number = Date.now(),
): RequestIdentity | null {
  const encoded = headers[identityHeader];
  const signature = headers[signatureHeader];
  if (typeof encoded !== 'string' || typeof signature !== 'string') return null;
  const [, time, given] = /^t=(\d+),v1=([\w-]+)$/.exec(signature) ?? [];
  if (time === undefined || given === undefined || Math.abs(now - Number(time)) > toleranceMs) return null;
  const expected = mac(key, time, encoded, body);
  const actual = Buffer.from(given, 'base64url');
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
  return JSON.parse(Buffer.from(encoded, 'base64url').toString()) as RequestIdentity;
}

/** The identity of work that no person asked for, such as a sweeper or a consumer. */
export const serviceIdentity = (name: string, correlationId: string): RequestIdentity => ({
  viewer: anonymous,
  requestId: correlationId,
  correlationId,
  clientAddress: `service:${name}`,
});
