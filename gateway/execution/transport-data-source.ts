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

/** Of what the planner makes of a subscription, the first fetch is one, too; the rest are queries. */
const isSubscription = (query: string): boolean => /^\s*subscription\b/.test(query);

/** Which events concern somebody who begins to subscribe: see `live` of @soko/subgraph. None, when it was refused. */
function keysIn({ extensions, errors }: SubgraphResponse): readonly string[] | null {
  const keys = extensions?.['keys'];
  if (keys === null || Array.isArray(keys)) return keys;
  if (errors === undefined) throw new Error('The subgraph did not answer which events concern the subscriber.');
  return [];
}

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
    const { identity, live } = context as GatewayContext;
    const isPrimary = live !== undefined && isSubscription(query);
    const event = isPrimary ? live.event : undefined;
    const response = await transport({ query, operationName, variables, identity, event });
    if (!isAnswer(response)) throw new Error('The subgraph answered neither data nor errors.');
    if (isPrimary && live.event === null) live.keys = keysIn(response);
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
