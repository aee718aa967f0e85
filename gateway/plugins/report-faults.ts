import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from '@soko/log';
import type { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { maskError } from '../errors/mask-error.ts';

const isFault = (error: GraphQLError): boolean =>
  maskError(error.toJSON(), error).extensions?.['code'] === 'INTERNAL_SERVER_ERROR';

/** Logs errors that clients see only as INTERNAL_SERVER_ERROR, with the cause and the request's ids. */
export const reportFaults = (log: Logger): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart({ contextValue: { identity } }) {
    const { requestId, correlationId } = identity;
    return {
      async didEncounterErrors({ errors, operationName }) {
        for (const error of errors.filter(isFault)) {
          const { serviceName: subgraph } = error.extensions;
          const err = error.originalError ?? error;
          log.error({ err, subgraph, operation: operationName, requestId, correlationId }, 'an operation failed');
        }
      },
    };
  },
  async unexpectedErrorProcessingRequest({ error, requestContext }) {
    const { requestId, correlationId } = requestContext.contextValue.identity;
    log.error({ err: error, requestId, correlationId }, 'an operation could not be processed');
  },
});
