import type { StripeRecords } from '../records/kinds.ts';
import { ApiError } from './api-error.ts';
import type { Incoming } from './incoming.ts';

const noKey =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.";

const unauthenticated = (message: string): ApiError => new ApiError(401, { type: 'invalid_request_error', message });

function keyOf(authorization: string | undefined): string | null {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ', 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials;
    case 'basic':
      return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
    default:
      return null;
  }
}

const masked = (key: string): string => `${key.slice(0, 8)}${'*'.repeat(Math.max(key.length - 12, 0))}${key.slice(-4)}`;

/** Accepts any secret or restricted key of test mode. Live keys are refused. */
function requireKey({ headers }: Incoming): void {
  const key = keyOf(headers.authorization);
  if (key === null || key === '') throw unauthenticated(noKey);
  if (!/^(sk|rk)_test_\w+$/.test(key)) throw unauthenticated(`Invalid API Key provided: ${masked(key)}`);
}

/** The connected account that the call is made for; null for the platform. Throws 401 and 403. */
export function authenticate(incoming: Incoming, records: StripeRecords): string | null {
  requireKey(incoming);
  const account = incoming.headers['stripe-account'];
  if (typeof account !== 'string' || account === '') return null;
  const found = records.get('accounts', account);
  if (found && found.disconnected !== true) return account;
  throw new ApiError(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
  });
}
