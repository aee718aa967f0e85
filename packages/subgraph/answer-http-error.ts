import { type ErrorCode, faultMessage, httpStatusOf, isCallersMistake } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * Sends errors of a subgraph's HTTP routes as the gateway does: in the shape of a GraphQL response, with faults logged and
 * masked. In one process with the gateway, its own handler answers for the same routes.
 */
export const answerHttpError =
  (log: Logger) =>
  (error: FastifyError | GraphQLError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const send = (status: number, { message, extensions }: GraphQLFormattedError) =>
      reply.code(status).send({ errors: [{ message, extensions }] });
    if (error instanceof GraphQLError && isCallersMistake(error)) {
      return send(httpStatusOf(error.extensions['code'] as ErrorCode), error.toJSON());
    }
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    if (status >= 400 && status < 500) {
      return send(status, { message: error.message, extensions: { code: 'BAD_USER_INPUT' } });
    }
    const requestId = request.headers['x-request-id'];
    log.error({ err: error, requestId, path: request.routeOptions.url }, 'a request failed');
    return send(500, { message: faultMessage, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } });
  };
