import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** Public keys, for verifying tokens and for publishing. */
export interface KeySource {
  key: JWTVerifyGetKey;
  jwks(): Promise<JSONWebKeySet>;
}

/** Keys of this process. They are read again when a token names an unknown key. */
export function localKeys(read: () => JSONWebKeySet | Promise<JSONWebKeySet>): KeySource {
  let known: JWTVerifyGetKey | null = null;
  const load = async (): Promise<JWTVerifyGetKey> => (known = createLocalJWKSet(await read()));
  return {
    async key(header, token) {
      try {
        return await (known ?? (await load()))(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return (await load())(header, token);
      }
    },
    jwks: async () => read(),
  };
}

/** Keys published at `url`: fetched when first needed, and again for an unknown key, at most twice a minute. */
export function remoteKeys(url: string): KeySource {
  const keys = createRemoteJWKSet(new URL(url));
  return {
    key: keys,
    async jwks() {
      if (!keys.fresh) await keys.reload();
      return keys.jwks() ?? { keys: [] };
    },
  };
}
