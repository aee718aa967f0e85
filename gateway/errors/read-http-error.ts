import { type ErrorCode, httpStatusOf, isCallersMistake } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { FastifyError, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { maskError } from './mask-error.ts';

const mebibytes = (bytes: number): string => `${Math.round((bytes / 1024 / 1024) * 100) / 100} MiB`;

/** True for Fastify's own errors about a request: too large, not JSON, an unknown content type. */
const isRefusal = (error: Error): error is FastifyError =>
  'statusCode' in error && Number(error.statusCode) >= 400 && Number(error.statusCode) < 500;

function refusalOf(error: FastifyError, bodyLimit: number): GraphQLFormattedError {
  const message =
    error.statusCode === 413 ? `The body is larger than the allowed ${mebibytes(bodyLimit)}.` : error.message;
  return { message, extensions: { code: 'BAD_USER_INPUT' } };
}

/** An error outside of operations, as a client gets it. A fault is logged and masked. */
export function readHttpError(
  log: Logger,
  error: Error,
  request: FastifyRequest,
): { status: number; error: GraphQLFormattedError } {
  const { requestId } = request.identity;
  if (error instanceof GraphQLError && isCallersMistake(error)) {
    return {
      status: httpStatusOf(error.extensions['code'] as ErrorCode),
      error: maskError(error.toJSON(), error),
    };
  }
  if (isRefusal(error))
    return { status: error.statusCode ?? 400, error: refusalOf(error, request.routeOptions.bodyLimit) };
  log.error({ err: error, requestId, path: request.routeOptions.url }, 'a request failed');
  const masked = maskError({ message: error.message }, error);
  return { status: 500, error: { ...masked, extensions: { ...masked.extensions, requestId } } };
}
