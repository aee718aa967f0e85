import { type ErrorCode, httpStatusOf, isCallersMistake } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
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

/**
 * Sends errors outside of operations in the shape of a GraphQL response, so that clients read all errors in one way. A
 * fault is logged and masked.
 */
export const answerHttpError =
  (log: Logger) =>
  (error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { requestId } = request.identity;
    const send = (status: number, answered: GraphQLFormattedError) => reply.code(status).send({ errors: [answered] });
    if (error instanceof GraphQLError && isCallersMistake(error)) {
      const { retryAfter } = error.extensions;
      if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
      return send(httpStatusOf(error.extensions['code'] as ErrorCode), maskError(error.toJSON(), error));
    }
    if (isRefusal(error)) return send(error.statusCode ?? 400, refusalOf(error, request.routeOptions.bodyLimit));
    log.error({ err: error, requestId, path: request.routeOptions.url }, 'a request failed');
    const masked = maskError({ message: error.message }, error);
    return send(500, { ...masked, extensions: { ...masked.extensions, requestId } });
  };
