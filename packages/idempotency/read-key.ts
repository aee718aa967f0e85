import { badUserInput } from '@soko/errors';

/** Counted in characters. Control characters are refused: Postgres cannot store NUL, and no key generator makes them. */
const allowed = /^[^\p{Cc}]{8,128}$/u;

/** A client's idempotency key: 8 to 128 characters, unique per caller. Throws BAD_USER_INPUT otherwise. */
export function readIdempotencyKey(key: string, field = 'idempotencyKey'): string {
  if (allowed.test(key)) return key;
  throw badUserInput('The idempotency key must have 8 to 128 characters. Use a new UUID for each new request.', field);
}
