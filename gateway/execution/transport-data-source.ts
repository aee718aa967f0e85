import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { serviceUnavailable } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { SubgraphResponse, SubgraphTransport } from '@soko/subgraph';
import { Kind, parse } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Metrics } from '../metrics.ts';

type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** The fields an operation asks of the root, by the names they have in the answer. */
function rootFieldsOf(query: string): string[] {
  const operation = parse(query).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const selections = operation?.selectionSet.selections ?? [];
  return selections.flatMap((node) => (node.kind === Kind.FIELD ? [(node.alias ?? node.name).value] : []));
}

/** An error for each field that will be missing: those of the root, or the place where entities were to be joined. */
function unavailable(query: string): Answer {
  const fields = rootFieldsOf(query);
  const paths = fields.includes('_entities') ? [[]] : fields.map((field) => [field]);
  const { message, extensions } = serviceUnavailable();
  return { errors: paths.map((path) => ({ message, path, extensions })) };
}

const isAnswer = (response: SubgraphResponse): boolean =>
  typeof response === 'object' && response !== null && (response.data != null || (response.errors ?? []).length > 0);

const outcomeOf = ({ data, errors }: SubgraphResponse): string => {
  if (errors === undefined || errors.length === 0) return 'ok';
  return data == null ? 'error' : 'partial';
};

/** What the query planner asks of one subgraph, sent over `transport`. A subgraph that fails costs only its fields. */
export function createDataSource(options: {
  subgraph: string;
  transport: SubgraphTransport;
  metrics: Metrics;
  log: Logger;
}): GraphQLDataSource<GatewayContext> {
  const { subgraph, transport, metrics, log } = options;

  const ask = async (query: string, { request, context }: GraphQLDataSourceProcessOptions<GatewayContext>) => {
    const { operationName, variables } = request;
    const { identity } = context as GatewayContext;
    const response = await transport({ query, operationName, variables, identity });
    if (!isAnswer(response)) throw new Error('The subgraph answered neither data nor errors.');
    return response;
  };

  return {
    async process(request) {
      const query = request.request.query ?? '';
      const { fetches, identity } = request.context as GatewayContext;
      const startedAt = performance.now();
      const finish = (outcome: string): void => {
        const durationMs = performance.now() - startedAt;
        metrics.fetch({ subgraph, outcome, seconds: durationMs / 1000 });
        fetches.push({ subgraph, durationMs });
      };
      try {
        const response = await ask(query, request);
        finish(outcomeOf(response));
        return { data: response.data ?? null, ...(response.errors ? { errors: response.errors as never } : {}) };
      } catch (error) {
        finish('unavailable');
        log.warn({ err: error, subgraph, requestId: identity.requestId }, 'a subgraph does not answer');
        return unavailable(query);
      }
    },
  };
}
