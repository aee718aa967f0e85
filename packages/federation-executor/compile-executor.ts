import { createHash } from 'node:crypto';
import { type ApolloGateway, buildOperationContext } from '@apollo/gateway';
import type { DocumentNode } from 'graphql';
import { type Executor, type GatewayParts, partsOf, type QueryPlan, type RequestContext } from './apollo-internals.ts';
import { type CompiledOperation, compileOperation } from './compile-operation.ts';
import { NotCompiled, type Reason } from './not-compiled.ts';

/** How an operation was executed. */
export type Execution =
  | { by: 'compiled' }
  /** Fetched by the compiled operation, shaped by the stock executor: the data is not as the schema says. */
  | { by: 'both' }
  | { by: 'stock'; reason: Reason };

export interface Options {
  /** Called once for each operation that is executed. */
  onExecution?: (execution: Execution) => void;
}

/** A compiled operation, or why it is not compiled. */
type Prepared = CompiledOperation | { reason: Reason };

/** What was compiled for one schema. Entries live as long as the documents and plans that the server keeps. */
function createStore() {
  const byDocument = new WeakMap<DocumentNode, Map<string, Prepared>>();
  const byPlan = new WeakMap<QueryPlan, Prepared>();
  return {
    find: (document: DocumentNode, name: string): Prepared | undefined => byDocument.get(document)?.get(name),
    findByPlan: (plan: QueryPlan): Prepared | undefined => byPlan.get(plan),
    keep(document: DocumentNode, name: string, plan: QueryPlan, prepared: Prepared): Prepared {
      const named = byDocument.get(document) ?? new Map<string, Prepared>();
      byDocument.set(document, named.set(name, prepared));
      byPlan.set(plan, prepared);
      return prepared;
    },
  };
}

/** The name under which the gateway keeps the plan of an operation. */
const planKeyOf = ({ queryHash, request: { operationName } }: RequestContext): string =>
  operationName ? createHash('sha256').update(queryHash).update(operationName).digest('hex') : queryHash;

/** Why a request needs the stock executor whatever its operation is. */
function reasonIn({ request, metrics }: RequestContext, { config }: GatewayParts): Reason | null {
  if (metrics?.captureTraces) return 'trace';
  const isPlanAskedFor =
    config.__exposeQueryPlanExperimental && request.http?.headers?.get('apollo-query-plan-experimental');
  return config.debug || isPlanAskedFor ? 'query plan shown' : null;
}

/** Compiles what a gateway executes, each operation once for each schema. */
function createPreparations(parts: GatewayParts) {
  let schema = parts.schema;
  let store = createStore();

  const compile = (plan: QueryPlan, { document, request: { operationName } }: RequestContext): Prepared => {
    try {
      const context = buildOperationContext({
        schema: schema!,
        operationDocument: document,
        operationName: operationName!,
      });
      return compileOperation(parts, context, plan);
    } catch (error) {
      return { reason: error instanceof NotCompiled ? error.reason : 'invalid' };
    }
  };

  return async (context: RequestContext): Promise<Prepared> => {
    if (schema !== parts.schema) {
      schema = parts.schema;
      store = createStore();
    }
    const current = store;
    const name = context.request.operationName || '';
    const known = current.find(context.document, name);
    if (known) return known;
    const plan = await parts.queryPlanStore.get(planKeyOf(context));
    // The stock executor plans it. The next request compiles it.
    if (plan === undefined || schema !== parts.schema || current !== store) return { reason: 'not planned yet' };
    return current.keep(context.document, name, plan, current.findByPlan(plan) ?? compile(plan, context));
  };
}

/**
 * Replaces the executor of a gateway, before it is loaded, by one that compiles each operation once. What is not compiled
 * is executed by the executor that the gateway had.
 */
export function compileExecutor(gateway: ApolloGateway, { onExecution = () => {} }: Options = {}): void {
  const parts = partsOf(gateway);
  const stock: Executor = gateway.executor;
  const prepare = createPreparations(parts);

  gateway.executor = async (context) => {
    const reason = reasonIn(context, parts);
    const prepared = reason ? { reason } : await prepare(context);
    if ('reason' in prepared) {
      onExecution({ by: 'stock', reason: prepared.reason });
      return stock(context);
    }
    let by: 'compiled' | 'both' = 'compiled';
    try {
      return await prepared.execute(context, () => (by = 'both'));
    } finally {
      onExecution({ by });
    }
  };
}
