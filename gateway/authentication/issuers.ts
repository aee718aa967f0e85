import { type ClientViewer, type Role, roles } from '@soko/auth';
import { BadEnvironment } from '@soko/env';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import type { GatewayEnv } from '../env.ts';
import { type KeySource, remoteKeys } from './key-source.ts';

/** An issuer whose tokens are accepted. */
export interface Issuer {
  name: string;
  audience: string;
  /** Asymmetric algorithms only: with a shared secret, each verifier could also sign tokens. */
  algorithms: string[];
  key: JWTVerifyGetKey;
  /** The viewer that verified claims name, or null. */
  viewerOf(claims: JWTPayload): ClientViewer | null;
  /** Version of the account's rights in verified claims; null for another issuer's tokens, which do not have it. */
  accessVersionOf(claims: JWTPayload): number | null;
}

const rolesIn = (claim: unknown): Role[] => (Array.isArray(claim) ? roles.filter((role) => claim.includes(role)) : []);

const textIn = (claim: unknown): string | null => (typeof claim === 'string' && claim !== '' ? claim : null);

/** Soko's own access tokens, signed by the users subgraph. */
export const sokoIssuer = (keys: KeySource, name: string): Issuer => ({
  name,
  audience: 'soko',
  algorithms: ['ES256', 'EdDSA'],
  key: keys.key,
  viewerOf(claims) {
    const id = textIn(claims.sub);
    const sessionId = textIn(claims['sid']);
    return id && sessionId ? { kind: 'user', id, roles: rolesIn(claims['roles']), sessionId } : null;
  },
  accessVersionOf: ({ ver: version }) => (typeof version === 'number' ? version : 0),
});

type IssuerVariables = Pick<GatewayEnv, 'OIDC_ISSUER' | 'OIDC_AUDIENCE' | 'OIDC_JWKS_URL'>;

/** Throws `BadEnvironment` when only some of the variables of an OIDC provider are set. */
export function requireWholeIssuer({ OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL }: IssuerVariables): void {
  const set = [OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL].filter((value) => value !== undefined);
  if (set.length % 3 === 0) return;
  throw new BadEnvironment('Set OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL together, or none of them');
}

/**
 * A configured provider such as Keycloak, Auth0 or Cognito. One of its claims holds the user's id in Soko, another the
 * roles; a user without roles is a CUSTOMER.
 */
export function externalIssuer(env: GatewayEnv): Issuer | null {
  const { OIDC_ISSUER: name, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: url } = env;
  requireWholeIssuer(env);
  if (name === undefined || audience === undefined || url === undefined) return null;
  return {
    name,
    audience,
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    key: remoteKeys(url).key,
    viewerOf(claims) {
      const id = textIn(claims[env.OIDC_USER_ID_CLAIM]);
      const named = rolesIn(claims[env.OIDC_ROLES_CLAIM]);
      const sessionId = textIn(claims['sid']) ?? `oidc:${id}`;
      return id ? { kind: 'user', id, roles: named.length > 0 ? named : ['CUSTOMER'], sessionId } : null;
    },
    accessVersionOf: () => null,
  };
}
