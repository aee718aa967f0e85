import type { Logger } from '@soko/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readHttpError } from './read-http-error.ts';

/**
 * Sends errors outside of operations in the shape of a GraphQL response, so that clients read all errors in one way. A
 * fault is logged and masked.
 */
export const answerHttpError =
  (log: Logger) =>
  (thrown: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { status, error } = readHttpError(log, thrown, request);
    const retryAfter = error.extensions?.['retryAfter'];
    if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
    return reply.code(status).send({ errors: [error] });
  };
