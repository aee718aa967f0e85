import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { ClientViewer } from '@soko/auth';
import type { Logger } from '@soko/log';
import type { GatewayContext } from '../context.ts';
import type { Metrics } from '../metrics.ts';

type Responding = GraphQLRequestContextWillSendResponse<GatewayContext>;

function outcomeOf({ response }: Responding): string {
  if (response.body.kind !== 'single') return 'ok';
  const { data, errors } = response.body.singleResult;
  if (errors === undefined || errors.length === 0) return 'ok';
  return data == null ? String(errors[0]?.extensions?.['code']) : 'partial';
}

/** The viewer's id, for the log. */
const nameViewer = (viewer: ClientViewer): string => (viewer.kind === 'anonymous' ? 'anonymous' : viewer.id);

/** Clients choose the names of operations. */
const maxNameLength = 100;

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
        options.metrics.operation({ ...facts, name, seconds: durationMs / 1000 });
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
