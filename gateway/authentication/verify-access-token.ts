import { createHash } from 'node:crypto';
import { serviceUnavailable, unauthenticated } from '@soko/errors';
import type { Logger } from '@soko/log';
import { decodeJwt, errors, jwtVerify } from 'jose';
import type { VerifiedToken } from './ended-access.ts';
import type { Issuer } from './issuers.ts';
import { createRecent } from './recent.ts';

/** Verifies an access token. Throws UNAUTHENTICATED for an invalid token, without the reason. */
export type VerifyAccessToken = (token: string) => Promise<VerifiedToken>;

const refused = 'The access token is invalid or has expired. Call `refreshSession`, or log in again.';

/** Time for which a verified token is cached; never longer than its own expiry. */
const cacheMs = 30_000;

/** True for jose's errors about the token; false for keys that could not be fetched. */
const isBadToken = (error: unknown): boolean =>
  error instanceof errors.JWTExpired ||
  error instanceof errors.JWTClaimValidationFailed ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWSSignatureVerificationFailed ||
  error instanceof errors.JOSEAlgNotAllowed ||
  error instanceof errors.JOSENotSupported ||
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys;

/** The issuer that the unverified claims name. No other claim is used before the signature is verified. */
function claimedIssuer(token: string, issuers: readonly Issuer[]): Issuer {
  const { iss } = decodeJwt(token);
  const issuer = issuers.find(({ name }) => name === iss);
  if (!issuer) throw new errors.JWTInvalid('the issuer is not trusted');
  return issuer;
}

async function verify(
  token: string,
  issuers: readonly Issuer[],
): Promise<{ verified: VerifiedToken; expiresAt: number }> {
  const issuer = claimedIssuer(token, issuers);
  const { payload: claims } = await jwtVerify(token, issuer.key, {
    issuer: issuer.name,
    audience: issuer.audience,
    algorithms: issuer.algorithms,
    requiredClaims: ['exp'],
    clockTolerance: 5,
  });
  const viewer = issuer.viewerOf(claims);
  if (viewer === null) throw new errors.JWTInvalid('the claims name no user');
  const verified = { viewer, accessVersion: issuer.accessVersionOf(claims), issuedAt: (claims.iat ?? 0) * 1000 };
  return { verified, expiresAt: (claims.exp ?? 0) * 1000 };
}

export function createTokenVerifier(options: { issuers: readonly Issuer[]; log: Logger }): VerifyAccessToken {
  const recent = createRecent<VerifiedToken>(10_000);
  return async (token) => {
    const digest = createHash('sha256').update(token).digest('base64');
    const known = recent.get(digest);
    if (known) return known;
    try {
      const { verified, expiresAt } = await verify(token, options.issuers);
      recent.set(digest, verified, Math.min(cacheMs, expiresAt - Date.now()));
      return verified;
    } catch (error) {
      if (isBadToken(error)) throw unauthenticated(refused);
      options.log.error({ err: error }, 'could not fetch the keys that verify access tokens');
      throw serviceUnavailable('Access tokens cannot be verified at the moment. Try again shortly.');
    }
  };
}
