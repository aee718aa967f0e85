import { createHash } from 'node:crypto';
import { idempotencyMismatch } from '@soko/errors';

type Plain = Record<string, unknown>;

/** The value with the keys of its objects in order. Members that are undefined are left out; null is a value. */
function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each: unknown) => canonical(each ?? null));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as Plain).filter(([, member]) => member !== undefined);
  // Code points rather than a locale, so that every process sorts alike.
  return Object.fromEntries(
    members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  );
}

/**
 * SHA-256 of an input as canonical JSON, in base64url: the same for the same values in any order of keys. Input that is
 * easily guessed and secret (a phone number, a PIN) must be replaced by a keyed digest first.
 */
export const hashInput = (input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(input ?? null)))
    .digest('base64url');

/**
 * Throws IDEMPOTENCY_MISMATCH when a key that was used before comes with another input. An input that is hashed under a
 * secret has several hashes while the secret is being replaced: one for each accepted key. `field` names a key that is
 * not called `idempotencyKey`.
 */
export function requireSameInput(savedHash: string, hash: string | readonly string[], field?: string): void {
  if (typeof hash === 'string' ? savedHash !== hash : !hash.includes(savedHash)) throw idempotencyMismatch(field);
}
