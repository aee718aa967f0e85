import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { serviceUnavailable } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { SubgraphError, SubgraphRequest, SubgraphResponse, SubgraphTransport } from '@soko/subgraph';
import { describeSpan, inSpan, SpanKind } from '@soko/tracing';
import { Kind, parse } from 'graphql';
import type { GatewayContext, GatewayIdentity } from '../context.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscribing } from '../subscriptions/subgraph-stream.ts';

type DataSourceResult = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** The root fields of an operation, by their keys in the response. */
function rootFieldsOf(query: string): string[] {
  const operation = parse(query).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const selections = operation?.selectionSet.selections ?? [];
  return selections.flatMap((node) => (node.kind === Kind.FIELD ? [(node.alias ?? node.name).value] : []));
}

/** One error per missing root field, or one without a path for missing entities. */
function unavailable(query: string): DataSourceResult {
  const fields = rootFieldsOf(query);
  const paths = fields.includes('_entities') ? [[]] : fields.map((field) => [field]);
  const { message, extensions } = serviceUnavailable();
  return { errors: paths.map((path) => ({ message, path, extensions })) };
}

const isGraphqlResponse = (response: SubgraphResponse): boolean =>
  typeof response === 'object' && response !== null && (response.data != null || (response.errors ?? []).length > 0);

const outcomeOf = ({ data, errors }: SubgraphResponse): string => {
  if (errors === undefined || errors.length === 0) return 'ok';
  return data == null ? 'error' : 'partial';
};

/** An operation that may cost more is not sent to a second replica: it may have been what broke the first. */
const maxRepeatedCost = 1_000;

/** The first fetch in the plan of a subscription is a subscription; the others are queries. */
const isSubscription = (query: string): boolean => /^\s*subscription\b/.test(query);

/** The keys of the events that concern a new subscriber (see `live` of @soko/subgraph). None when it was refused. */
function keysIn({ extensions, errors }: SubgraphResponse): readonly string[] | null {
  const keys = extensions?.['keys'];
  if (keys === null || Array.isArray(keys)) return keys;
  if (errors === undefined) throw new Error('The subgraph returned no keys for the subscriber.');
  return [];
}

/** The identity as subgraphs know it, apart from the headers that they get as they are. */
function splitIdentity(whole: GatewayIdentity): Pick<SubgraphRequest, 'identity' | 'forwarded'> {
  if (whole.forwarded === undefined) return { identity: whole };
  const { forwarded, ...identity } = whole;
  return { identity, forwarded };
}

/** Apollo Server would answer with the status and headers that an error names here. */
function withoutHttp(error: SubgraphError): SubgraphError {
  if (error.extensions?.['http'] === undefined) return error;
  const { http: _http, ...extensions } = error.extensions;
  return { ...error, extensions };
}

/** Sends the fetches of the query planner over `transport`. When a subgraph fails, only its fields are missing. */
export function createDataSource(options: {
  subgraph: string;
  transport: SubgraphTransport;
  /** Subscribes at a subgraph that serves its subscriptions itself; null for one that follows events. */
  subscribing: Subscribing | null;
  metrics: Metrics;
  log: Logger;
}): GraphQLDataSource<GatewayContext> {
  const { subgraph, transport, subscribing, metrics, log } = options;

  const ask = async (query: string, { request, context }: GraphQLDataSourceProcessOptions<GatewayContext>) => {
    const { operationName, variables } = request;
    const { identity, live, cost = 0 } = context as GatewayContext;
    const isPrimary = live !== undefined && isSubscription(query);
    const event = isPrimary ? live.event : undefined;
    const sent = { query, operationName, variables, ...splitIdentity(identity) };
    if (isPrimary && subscribing) {
      if (live.received) return live.received;
      const { subscribe, address } = subscribing;
      const key = JSON.stringify([subgraph, address, query, operationName, variables]);
      live.opening = { open: (sink) => subscribe(sent, sink), key };
      return unavailable(query) as SubgraphResponse;
    }
    const response = await transport({ ...sent, event, isCostly: cost > maxRepeatedCost });
    if (!isGraphqlResponse(response)) throw new Error('The subgraph returned neither data nor errors.');
    if (isPrimary && live.event === null) live.keys = keysIn(response);
    return response;
  };

  const fetchIt = async (request: GraphQLDataSourceProcessOptions<GatewayContext>): Promise<DataSourceResult> => {
    const query = request.request.query ?? '';
    const { fetches, identity } = request.context as GatewayContext;
    const startedAt = performance.now();
    const finish = (outcome: string): void => {
      const durationMs = performance.now() - startedAt;
      metrics.fetch({ subgraph, outcome, seconds: durationMs / 1000 });
      fetches.push({ subgraph, durationMs });
      describeSpan({ attributes: { 'soko.outcome': outcome }, isFailed: outcome === 'unavailable' });
    };
    try {
      const response = await ask(query, request);
      finish(outcomeOf(response));
      const { data = null, errors } = response;
      return { data, ...(errors ? { errors: errors.map(withoutHttp) as never } : {}) };
    } catch (error) {
      finish('unavailable');
      log.warn({ err: error, subgraph, requestId: identity.requestId }, 'a request to a subgraph failed');
      return unavailable(query);
    }
  };

  const span = { kind: SpanKind.CLIENT, attributes: { 'soko.subgraph': subgraph } };
  return { process: (request) => inSpan(`fetch ${subgraph}`, span, () => fetchIt(request)) };
}
