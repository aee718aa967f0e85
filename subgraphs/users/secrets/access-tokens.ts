import type { Role } from '@soko/auth';
import { SignJWT } from 'jose';
import type { SigningKey } from './jwt-keys.ts';

export interface AccessToken {
  token: string;
  expiresAt: Date;
}

/** Signs an access token with the claims `sub`, `sid`, `roles`, `ver`, `iss`, `aud`, `iat` and `exp`. */
export type SignAccessToken = (
  claims: { userId: string; sessionId: string; roles: readonly Role[]; accessVersion: number },
  now: Date,
) => Promise<AccessToken>;

export const createAccessTokens =
  (options: { key: SigningKey; issuer: string; lifetimeMs: number }): SignAccessToken =>
  async ({ userId, sessionId, roles, accessVersion }, now) => {
    const { key, issuer, lifetimeMs } = options;
    const expiresAt = new Date(now.getTime() + lifetimeMs);
    const token = await new SignJWT({ sid: sessionId, roles, ver: accessVersion })
      .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(issuer)
      .setAudience('soko')
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(key.key);
    return { token, expiresAt };
  };
