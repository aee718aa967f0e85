import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { buildConnector, Client, type Dispatcher, errors } from 'undici';
import type { AttemptError, PostResult } from '../domain/webhooks/delivery.ts';
import { isAddress, isPublicAddress } from '../domain/webhooks/public-address.ts';
import { isAllowedUrl, isTrusted } from '../domain/webhooks/read-webhook-url.ts';
import type { UrlRules } from '../domain/webhooks/url-rules.ts';

/** Finds the addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface PostOptions extends UrlRules {
  /** Time in milliseconds for the whole request. */
  timeoutMs: number;
  resolve: Resolve;
}

/** Posts a body to a receiver, once. It never throws. */
export type PostWebhook = (url: string, headers: Record<string, string>, body: string) => Promise<PostResult>;

/** The host has an address that is not public, or none. */
class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
}

/** Bytes of an answer that are read. */
const maxAnswerBytes = 16_384;

/** Characters of an answer that are kept. */
const maxHead = 1_000;

/** Asks the name servers themselves: one that is slow does not occupy the threads of the process. */
export function createResolve({ timeoutMs }: { timeoutMs: number }): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  return async (hostname) => {
    const found = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}

/** The addresses of a host, all of them public. Throws `AddressNotAllowed`. */
export async function publicAddressesOf(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const addresses = await resolve(hostname);
  if (addresses.length === 0 || !addresses.every(isPublicAddress)) throw new AddressNotAllowed(hostname);
  return addresses;
}

const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);

const lookUp = callbackify(publicAddressesOf);

/** Looks a name up for the connection itself: what is checked is what is connected to, so that no later answer counts. */
const pinnedLookup =
  (resolve: Resolve): LookupFunction =>
  (hostname, options, done) =>
    lookUp(hostname, resolve, (error, addresses) => {
      if (error) return done(error, '');
      const found = addresses.map((address) => ({ address, family: familyOf(address) }));
      return options.all === true ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
    });

/** Connects to public addresses only. The address of the connection is checked once more, whichever way it was found. */
function guardedConnector(resolve: Resolve, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: pinnedLookup(resolve), autoSelectFamily: true });
  return (options, done) =>
    connect(options, (...[error, socket]: Parameters<buildConnector.Callback>) => {
      if (error !== null) return done(error, null);
      if (isPublicAddress(socket.remoteAddress ?? '')) return done(null, socket);
      socket.destroy();
      return done(new AddressNotAllowed(options.hostname), null);
    });
}

const refused = (error: AttemptError): PostResult => ({
  responseCode: null,
  responseHead: null,
  retryAfter: null,
  error,
});

/** Errors of a certificate: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const certificateCodes = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_)/;

function errorOf(error: unknown): AttemptError {
  // Node collects the errors of several addresses.
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  if (causes.some((cause) => cause instanceof AddressNotAllowed)) return 'ADDRESS_NOT_ALLOWED';
  const codes = causes.map((cause) => String((cause as { code?: unknown } | null)?.code));
  if ((error as Error | null)?.name === 'TimeoutError' || codes.some((code) => /TIMEOUT|ETIMEDOUT/.test(code)))
    return 'TIMED_OUT';
  if (codes.some((code) => certificateCodes.test(code))) return 'TLS_FAILED';
  const isInvalid = error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError;
  return isInvalid ? 'INVALID_ANSWER' : 'CONNECTION_FAILED';
}

/** The beginning of an answer as text that can be stored and shown. An answer that ends early or never is cut there. */
async function readHead(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size >= maxAnswerBytes) break;
    }
  } catch {
    // The status is known: the answer counts.
  }
  const text = Buffer.concat(parts).subarray(0, maxAnswerBytes).toString('utf8');
  return Array.from(text.replaceAll(/(?![\n\t])\p{Cc}/gu, ''))
    .slice(0, maxHead)
    .join('');
}

const firstOf = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

async function request(client: Client, url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) {
  const answer = await client.request({ method: 'POST', path: url.pathname + url.search, headers, body, signal });
  const responseHead = await readHead(answer.body);
  const retryAfter = firstOf(answer.headers['retry-after']);
  return { responseCode: answer.statusCode, responseHead, retryAfter, error: null };
}

/**
 * Posts to addresses that stores choose. A connection is made for one request, to a public address on an allowed port; redirects
 * are not followed; time and size of the answer are bounded.
 */
export const createPostWebhook =
  ({ resolve, timeoutMs, ...rules }: PostOptions): PostWebhook =>
  async (target, headers, body) => {
    const url = new URL(target);
    // The rules may have changed since it was saved.
    if (!isAllowedUrl(url, rules)) return refused('ADDRESS_NOT_ALLOWED');
    const client = new Client(url.origin, {
      connect: isTrusted(url, rules) ? { timeout: timeoutMs } : guardedConnector(resolve, timeoutMs),
      pipelining: 1,
      maxHeaderSize: maxAnswerBytes,
    });
    try {
      return await request(client, url, headers, body, AbortSignal.timeout(timeoutMs));
    } catch (error) {
      return refused(errorOf(error));
    } finally {
      // Also an answer that is still being sent.
      client.destroy().catch(() => {});
    }
  };

/** True for a public address, and for a name that has public addresses only. */
export const isPublicHost = (host: string, resolve: Resolve): Promise<boolean> =>
  !isAddress(host)
    ? publicAddressesOf(host, resolve).then(
        () => true,
        () => false,
      )
    : Promise.resolve(isPublicAddress(host));
