import { decodeJwt } from 'jose';

/** An API key may be revoked: a socket that it opened is closed after this time and must authenticate again. */
const apiKeyMs = 15 * 60_000;

/** The expiry of the credentials in an `Authorization` header, in ms since the epoch. The header must be verified. */
export function expiryOf(authorization: string, now: number): number {
  const exp = claimedExpiry(authorization);
  return exp === null ? now + apiKeyMs : exp;
}

/** True when the token's own, unverified claim says that it has expired. */
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
