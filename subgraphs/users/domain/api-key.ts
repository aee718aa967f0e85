import { type Scope, scopes } from '@soko/auth';
import { badUserInput } from '@soko/errors';

/** A key by which a program acts for a store. The secret itself is not kept. */
export interface ApiKey {
  id: string;
  storeId: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** The scopes a client named, each once. Throws BAD_USER_INPUT for none and for unknown ones. */
export function readScopes(names: readonly string[], field = 'scopes'): Scope[] {
  const known = scopes.filter((scope) => names.includes(scope));
  const unknown = names.find((name) => !scopes.some((scope) => scope === name));
  if (unknown !== undefined || known.length === 0) {
    throw badUserInput(`Expected some of ${scopes.join(', ')}.`, field);
  }
  return known;
}

/** What a secret is made of: `soko_<prefix>_<token>`. Null for anything else. */
export function partsOfSecret(secret: string): { prefix: string; token: string } | null {
  const [, prefix, token] = /^soko_([a-z0-9]{12})_([\w-]{43})$/.exec(secret) ?? [];
  return prefix === undefined || token === undefined ? null : { prefix, token };
}
