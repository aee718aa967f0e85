import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { ClientViewer } from '@soko/auth';
import type { Logger } from '@soko/log';
import type { GatewayContext } from '../context.ts';
import type { Metrics } from '../metrics.ts';

type Answered = GraphQLRequestContextWillSendResponse<GatewayContext>;

function outcomeOf({ response }: Answered): string {
  if (response.body.kind !== 'single') return 'ok';
  const { data, errors } = response.body.singleResult;
  if (errors === undefined || errors.length === 0) return 'ok';
  return data == null ? String(errors[0]?.extensions?.['code']) : 'partial';
}

/** The viewer's id, for the log. */
const nameViewer = (viewer: ClientViewer): string => (viewer.kind === 'anonymous' ? 'anonymous' : viewer.id);

/** One line in the log and one observation in the metrics for every operation, whatever became of it. */
export const recordOperation = (options: { metrics: Metrics; log: Logger }): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse(answered) {
        const { contextValue, operationName, operation } = answered;
        const { viewer, requestId, correlationId, clientAddress } = contextValue.identity;
        const durationMs = performance.now() - contextValue.startedAt;
        const facts = { type: operation?.operation ?? 'invalid', outcome: outcomeOf(answered) };
        const name = operationName ?? 'anonymous';
        options.metrics.operation({ ...facts, name, seconds: durationMs / 1000 });
        const event = contextValue.live?.event?.envelope.id;
        // What subscribers are told is as much as what happens: not for every log.
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
