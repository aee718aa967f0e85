import { type Scope, scopes } from '@soko/auth';
import { badUserInput } from '@soko/errors';

/** A key with which a program acts for a store. The secret itself is not saved. */
export interface ApiKey {
  id: string;
  storeId: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  /** Id of the user who made it. It ends when this user no longer administers the store. */
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** Null for a key that does not expire. */
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Maximum number of active keys of one store. */
export const maxApiKeys = 50;

const maxApiKeyYears = 10;

/** Reads the time at which a new key expires. Throws BAD_USER_INPUT for the past and for more than ten years. */
export function readExpiry(expiresAt: Date | null, now: Date, field = 'expiresAt'): Date | null {
  if (expiresAt === null) return null;
  const remainingMs = expiresAt.getTime() - now.getTime();
  if (remainingMs > 0 && remainingMs <= maxApiKeyYears * 366 * 86_400_000) return expiresAt;
  throw badUserInput(`The expiry must be in the future, at most ${maxApiKeyYears} years from now.`, field);
}

/** Reads scopes and removes duplicates. Throws BAD_USER_INPUT for an empty list and for unknown scopes. */
export function readScopes(names: readonly string[], field = 'scopes'): Scope[] {
  const known = scopes.filter((scope) => names.includes(scope));
  const unknown = names.find((name) => !scopes.some((scope) => scope === name));
  if (unknown !== undefined || known.length === 0) {
    throw badUserInput(`The scopes must be one or more of ${scopes.join(', ')}.`, field);
  }
  return known;
}

/** Splits a secret of the form `soko_<prefix>_<token>`. Null for any other text. */
export function partsOfSecret(secret: string): { prefix: string; token: string } | null {
  const [, prefix, token] = /^soko_([a-z0-9]{12})_([\w-]{43})$/.exec(secret) ?? [];
  return prefix === undefined || token === undefined ? null : { prefix, token };
}
