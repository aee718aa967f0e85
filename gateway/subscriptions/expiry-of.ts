import { decodeJwt } from 'jose';

/** An API key does not expire, but may be revoked: a socket that it opened is looked at again after this long. */
const apiKeyMs = 15 * 60_000;

/** When what an `Authorization` header proves stops being true, in ms since the epoch. Only of one that was verified. */
export function expiryOf(authorization: string, now: number): number {
  const exp = claimedExpiry(authorization);
  return exp === null ? now + apiKeyMs : exp;
}

/** Whether it would have been good earlier, as far as it says itself. */
export function hasExpired(authorization: string, now: number): boolean {
  const exp = claimedExpiry(authorization);
  return exp !== null && exp <= now;
}

function claimedExpiry(authorization: string): number | null {
  try {
    const { exp } = decodeJwt(authorization.replace(/^Bearer +/i, ''));
    return exp === undefined ? null : exp * 1000;
  } catch {
    return null;
  }
}
