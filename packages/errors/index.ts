import { GraphQLError } from 'graphql';

/** The codes in `errors[].extensions.code`. The list is closed: clients may rely on it. */
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

/** The request has no valid credentials. */
export const unauthenticated = (message = 'Sign in first: send "Authorization: Bearer <accessToken>".'): GraphQLError =>
  failure('UNAUTHENTICATED', message);

/** The viewer is authenticated but lacks the right. */
export const forbidden = (message: string): GraphQLError => failure('FORBIDDEN', message);

/** An argument is wrong; `field` is its path in the input, such as `variants.0.price.amount`. */
export const badUserInput = (message: string, field: string): GraphQLError =>
  failure('BAD_USER_INPUT', message, { field });

/** The entity does not exist, or the viewer may not know that it exists. */
export const notFound = (what: string): GraphQLError => failure('NOT_FOUND', `${what} was not found.`);

/** The entity was changed by another request, or a unique value is taken. */
export const conflict = (message: string, field?: string): GraphQLError =>
  failure('CONFLICT', message, field === undefined ? {} : { field });

/** The idempotency key was already used with another input. `field` is its name when it has another. */
export const idempotencyMismatch = (field?: string): GraphQLError =>
  field === undefined
    ? failure('IDEMPOTENCY_MISMATCH', 'This `idempotencyKey` was already used with another input. Use a new key.')
    : failure('IDEMPOTENCY_MISMATCH', `This \`${field}\` was already used with another input. Use a new one.`, {
        field,
      });

/** Too many attempts. `retryAfter` is in whole seconds. */
export const rateLimited = (retryAfter: number, message = 'Too many requests.'): GraphQLError =>
  failure('RATE_LIMITED', `${message} Try again in ${retryAfter} s.`, { retryAfter });

/** A dependency of the request is not available. */
export const serviceUnavailable = (
  message = 'A service that this request needs is not available. Try again shortly.',
) => failure('SERVICE_UNAVAILABLE', message);

export { httpStatusOf } from './http-status.ts';

/** The message that clients get for a fault. */
export const faultMessage = 'Something went wrong on our side. Try again later.';

/** True for an error that the caller may see, false for a fault that must be masked. */
export function isCallersMistake(error: unknown): boolean {
  const code = (error as { extensions?: { code?: unknown } } | null)?.extensions?.code;
  return code !== 'INTERNAL_SERVER_ERROR' && errorCodes.some((known) => known === code);
}
