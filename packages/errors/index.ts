import { GraphQLError } from 'graphql';

/** The codes a client may meet in `errors[].extensions.code`. The list is closed. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'IDEMPOTENCY_MISMATCH',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

const failure = (code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...extensions } });

/** Nobody is signed in, or the token is not valid any more. */
export const unauthenticated = (message = 'Sign in first: send "Authorization: Bearer <accessToken>".'): GraphQLError =>
  failure('UNAUTHENTICATED', message);

/** Somebody is signed in who may not do this. */
export const forbidden = (message: string): GraphQLError => failure('FORBIDDEN', message);

/** An argument is wrong; `field` is its path in the input, such as `variants.0.price.amount`. */
export const badUserInput = (message: string, field: string): GraphQLError =>
  failure('BAD_USER_INPUT', message, { field });

/** The entity a mutation names does not exist, or the viewer may not know that it does. */
export const notFound = (what: string): GraphQLError => failure('NOT_FOUND', `${what} was not found.`);

/** The entity changed meanwhile, or a unique value is taken. */
export const conflict = (message: string, field?: string): GraphQLError =>
  failure('CONFLICT', message, field === undefined ? {} : { field });

/** The same idempotency key came with another input. */
export const idempotencyMismatch = (): GraphQLError =>
  failure('IDEMPOTENCY_MISMATCH', 'This idempotencyKey was used before with another input.');

/** Too many tries; `retryAfter` is in whole seconds. */
export const rateLimited = (retryAfter: number, message = 'Too many requests.'): GraphQLError =>
  failure('RATE_LIMITED', `${message} Try again in ${retryAfter} s.`, { retryAfter });

/** Something that this answer needs does not answer now. */
export const serviceUnavailable = (message = 'This part of the service does not answer now. Try again shortly.') =>
  failure('SERVICE_UNAVAILABLE', message);

/** Whether an error was meant for the caller, as opposed to a fault that must be masked. */
export function isCallersMistake(error: unknown): boolean {
  const code = (error as { extensions?: { code?: unknown } } | null)?.extensions?.code;
  return code !== 'INTERNAL_SERVER_ERROR' && errorCodes.some((known) => known === code);
}
