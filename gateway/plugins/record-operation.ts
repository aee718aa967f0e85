import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { ClientViewer } from '@soko/auth';
import { errorCodes } from '@soko/errors';
import type { Logger } from '@soko/log';
import { describeSpan } from '@soko/tracing';
import { type FieldNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Metrics } from '../metrics.ts';

type Responding = GraphQLRequestContextWillSendResponse<GatewayContext>;

function outcomeOf({ response }: Responding): string {
  if (response.body.kind !== 'single') return 'ok';
  const { data, errors } = response.body.singleResult;
  if (errors === undefined || errors.length === 0) return 'ok';
  if (data != null) return 'partial';
  const code = errors[0]?.extensions?.['code'];
  // Subgraphs of others have codes of their own.
  return errorCodes.find((known) => known === code) ?? 'other';
}

/** The viewer's id, for the log. */
const nameViewer = (viewer: ClientViewer): string => (viewer.kind === 'anonymous' ? 'anonymous' : viewer.id);

/** Clients choose the names of operations. */
const maxNameLength = 100;

/** Name of an operation for people who look for it: the client's, or its first field. */
const titleOf = (
  operation: OperationDefinitionNode | undefined,
  name: string | null | undefined,
): string | undefined => {
  const field = operation?.selectionSet.selections.find((each): each is FieldNode => each.kind === Kind.FIELD);
  return name?.slice(0, maxNameLength) ?? field?.name.value;
};

/** True when something went wrong that is not the caller's mistake, also beside data. */
const hasFault = ({ response: { body } }: Responding): boolean =>
  body.kind === 'single' &&
  (body.singleResult.errors ?? []).some(({ extensions }) =>
    /^(INTERNAL_SERVER_ERROR|SERVICE_UNAVAILABLE)$/.test(String(extensions?.['code'])),
  );

/** Writes one log line and one observation in the metrics for every operation, successful or not. */
export const recordOperation = (options: { metrics: Metrics; log: Logger }): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse(responding) {
        const { contextValue, operationName, operation } = responding;
        const { viewer, requestId, correlationId, clientAddress } = contextValue.identity;
        const durationMs = performance.now() - contextValue.startedAt;
        const facts = { type: operation?.operation ?? 'invalid', outcome: outcomeOf(responding) };
        const name = operationName?.slice(0, maxNameLength) ?? 'anonymous';
        options.metrics.operation({ ...facts, name, seconds: durationMs / 1000, cost: contextValue.cost });
        describeSpan({
          name: [facts.type, titleOf(operation, operationName)].filter(Boolean).join(' '),
          attributes: {
            'graphql.operation.type': facts.type,
            'soko.outcome': facts.outcome,
            'soko.correlation_id': correlationId,
          },
          isFailed: hasFault(responding),
        });
        const event = contextValue.live?.event?.envelope.id;
        // Every event executes many subscriptions: at level info they would fill the log.
        options.log[event ? 'debug' : 'info'](
          {
            requestId,
            correlationId,
            operation: name,
            ...facts,
            durationMs: Math.round(durationMs * 10) / 10,
            fetches: contextValue.fetches.length,
            viewer: nameViewer(viewer),
            clientAddress,
            ...(event ? { event } : {}),
          },
          'operation',
        );
      },
    };
  },
});
