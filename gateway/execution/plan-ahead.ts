import type { ApolloGateway } from '@apollo/gateway';
import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import type { ClientIdentity, ClientViewer } from '@soko/auth';
import { rateLimited } from '@soko/errors';
import { inSpan } from '@soko/tracing';
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { completeIntrospection } from './complete-introspection.ts';
import type { Traffic } from '../limits/traffic.ts';
import { networkOf } from '@soko/limits';

type Executor = ApolloGateway['executor'];
type RequestContext = Parameters<Executor>[0];

/** The parts of `ApolloGateway` 2.14 that plan. They are private there. */
interface Planning {
  apiSchema: Schema;
  queryPlanStore: {
    get(key: string): Promise<QueryPlan | undefined>;
    set(key: string, plan: QueryPlan): Promise<unknown>;
  };
  queryPlanner: { buildQueryPlan(operation: ReturnType<typeof operationFromDocument>): QueryPlan };
}

/** Asks for the plan of the operation beside its result, when it is `true`. */
const planHeader = 'x-query-plan';

/** Operations that wait to be planned: of all clients, and of one address. */
const maxWaiting = 200;
const maxWaitingOfAddress = 20;

/** The name under which the gateway keeps the plan of an operation. */
const keyOf = ({ queryHash, request: { operationName } }: RequestContext): string =>
  operationName ? createHash('sha256').update(queryHash).update(operationName).digest('hex') : queryHash;

/**
 * Plans operations before the stock executor runs, which then finds the plan. Planning holds the whole process, so new
 * operations are planned one after another with turns for other work between them, equal ones once, and each client
 * address has a bounded time for it. What is planned already passes at once. The plan is in `extensions` of the result for
 * those who ask and `maySeePlan`.
 */
export function planAhead(
  gateway: ApolloGateway,
  { traffic, maySeePlan }: { traffic: Traffic; maySeePlan: (viewer: ClientViewer) => boolean },
): void {
  const planning = gateway as unknown as Planning;
  const execute = gateway.executor;
  const waiting = new Map<string, Promise<void>>();
  const waitingOf = new Map<string, number>();
  let last = Promise.resolve();

  const plan = async (key: string, { document, request, context }: RequestContext): Promise<void> => {
    const startedAt = performance.now();
    try {
      const chosen = request.operationName ? { operationName: request.operationName } : {};
      const operation = operationFromDocument(planning.apiSchema, document, chosen);
      await planning.queryPlanStore.set(key, planning.queryPlanner.buildQueryPlan(operation));
    } finally {
      await traffic.countPlanning(identityIn(context), performance.now() - startedAt);
    }
  };

  const enqueue = (key: string, context: RequestContext, network: string): Promise<void> => {
    const turn = last.then(() => nextTurn()).then(() => inSpan('plan', {}, () => plan(key, context)));
    waitingOf.set(network, (waitingOf.get(network) ?? 0) + 1);
    const done = turn.finally(() => {
      waiting.delete(key);
      const left = waitingOf.get(network)! - 1;
      if (left === 0) waitingOf.delete(network);
      else waitingOf.set(network, left);
    });
    waiting.set(key, done);
    last = done.catch(() => {});
    return done;
  };

  const load = gateway.load.bind(gateway);
  gateway.load = async (...options) => {
    const loaded = await load(...options);
    completeIntrospection(planning.apiSchema);
    return loaded;
  };

  const ensurePlanned = async (context: RequestContext): Promise<void> => {
    const key = keyOf(context);
    if ((await planning.queryPlanStore.get(key)) !== undefined) return;
    const identity = identityIn(context.context);
    const network = networkOf(identity.clientAddress);
    await traffic.takePlanning(identity);
    const same = waiting.get(key);
    if (same !== undefined) return same;
    if (waiting.size >= maxWaiting || (waitingOf.get(network) ?? 0) >= maxWaitingOfAddress) {
      throw rateLimited(1, 'Too many new operations at once.');
    }
    return enqueue(key, context, network);
  };

  gateway.executor = async (context) => {
    await ensurePlanned(context);
    const result = await execute(context);
    const { viewer } = identityIn(context.context);
    if (context.request.http?.headers.get(planHeader) !== 'true' || !maySeePlan(viewer)) return result;
    const plan = await planning.queryPlanStore.get(keyOf(context));
    return plan ? { ...result, extensions: { ...result.extensions, queryPlan: prettyFormatQueryPlan(plan) } } : result;
  };
}

const identityIn = (context: unknown): ClientIdentity => (context as { identity: ClientIdentity }).identity;
