import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from '@soko/log';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Mask } from '../errors/create-mask.ts';

/** What the executor reports of a subgraph that breaks the protocol is an ordinary error, whatever its type says. */
const asGraphql = (error: Error): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error });

const isFault = (error: GraphQLError, mask: Mask): boolean =>
  mask(error.toJSON(), error).extensions?.['code'] === 'INTERNAL_SERVER_ERROR';

/** Logs errors that clients see only as INTERNAL_SERVER_ERROR, with the cause and the request's ids. */
export const reportFaults = (log: Logger, mask: Mask): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart({ contextValue: { identity } }) {
    const { requestId, correlationId } = identity;
    return {
      async didEncounterErrors({ errors, operationName }) {
        for (const error of errors.map(asGraphql).filter((each) => isFault(each, mask))) {
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
