import type { Operation, SelectionSet } from '@apollo/federation-internals';
import { getVariableValues, type GraphQLError, OperationTypeNode } from 'graphql';
import {
  computeResponse,
  type ExecutionResult,
  type GatewayParts,
  type OperationContext,
  type QueryPlan,
  readOperation,
  type RequestContext,
} from './apollo-internals.ts';
import { compilePlan } from './compile-plan.ts';
import type { Data } from './data.ts';
import { NotCompiled, ordinaryName } from './not-compiled.ts';
import { compileProjection } from './projection/compile-projection.ts';
import { compileRepair, type Repair } from './projection/repair.ts';
import { createWaiting, type Run } from './run.ts';
import { stockFailure } from './stock-failure.ts';

/** An operation that is executed without the stock executor. */
export interface CompiledOperation {
  /** `onAnomaly` is called when the stock executor shapes the answer, because the data is not as the schema says. */
  execute(request: RequestContext, onAnomaly: () => void): Promise<ExecutionResult>;
}

/** Throws for selections that are not compiled. */
function requireCompilable(set: SelectionSet): void {
  for (const selection of set.selections()) {
    if (selection.kind === 'FieldSelection') {
      if (selection.element.definition.isSchemaIntrospectionField()) throw new NotCompiled('introspection');
      ordinaryName(selection.element.responseName());
    }
    if (selection.selectionSet) requireCompilable(selection.selectionSet);
  }
}

/** The data in the shape of the operation, by the stock executor. Throws for data that it cannot shape. */
function shapeAsStock(operation: Operation, run: Run): ExecutionResult {
  const { data, errors } = computeResponse({
    operation,
    variables: run.variables as Record<string, unknown>,
    input: run.root,
    introspectionHandling: () => {
      throw new Error('An operation with introspection is not compiled.');
    },
  });
  const isComplete = run.errors.length > 0 || errors.length === 0;
  return isComplete ? answer(run, data) : { data: data as never, extensions: { valueCompletion: errors } };
}

/** The data in the shape of the operation. Where the stock executor gives up, the value is null, with an error. */
function shape(operation: Operation, run: Run, repair: () => Repair): ExecutionResult {
  let failure: unknown = new Error('A value of a subgraph has the wrong shape.');
  try {
    if (!run.isMisshapen) return shapeAsStock(operation, run);
  } catch (error) {
    failure = error;
  }
  try {
    const errors = repair()(run.root, run.variables);
    run.errors.push(...(errors.length > 0 ? errors : (stockFailure(failure).errors ?? [])));
    return shapeAsStock(operation, run);
  } catch (error) {
    return stockFailure(error);
  }
}

const answer = ({ errors }: Run, data: Data | null | undefined): ExecutionResult =>
  errors.length === 0 ? { data: data as never } : { errors, data: data as never };

/** Compiles a planned operation. Throws `NotCompiled` when the stock executor has to execute it. */
export function compileOperation(parts: GatewayParts, context: OperationContext, plan: QueryPlan): CompiledOperation {
  const { schema, apiSchema, supergraphSchema, serviceMap, experimental_didResolveQueryPlan: resolved } = parts;
  if (!schema || !apiSchema || !supergraphSchema) throw new NotCompiled('invalid');
  if (context.operation.operation === OperationTypeNode.SUBSCRIPTION) throw new NotCompiled('subscription');
  const operation = readOperation(apiSchema, context);
  requireCompilable(operation.selectionSet);
  const execute = compilePlan(plan, operation, supergraphSchema);
  const project = compileProjection(operation);
  let repair: Repair | null = null;
  const definitions = context.operation.variableDefinitions ?? [];

  const refusalsOf = (variables: Data): readonly GraphQLError[] =>
    definitions.length === 0 ? [] : (getVariableValues(schema, definitions, variables).errors ?? []);

  const sources = Object.fromEntries(Object.entries(serviceMap).map(([name, { dataSource }]) => [name, dataSource]));
  const sourceOf: Run['sourceOf'] = (subgraph) => {
    const source = sources[subgraph];
    if (!source) throw new Error(`Couldn't find service with name "${subgraph}"`);
    return source;
  };

  return {
    async execute(request, onAnomaly) {
      const variables = request.request.variables as Data | undefined;
      const refusals = refusalsOf(variables ?? {});
      if (refusals.length > 0) return { errors: refusals };
      resolved?.({ queryPlan: plan, serviceMap: sources, requestContext: request, operationContext: context });
      const run: Run = {
        request,
        variables,
        root: Object.create(null) as Data,
        errors: [],
        isMisshapen: false,
        sourceOf,
        waiting: createWaiting(),
      };
      await execute(run, { path: [], data: run.root });
      const data = project(run.root, variables);
      if (data !== null && !run.isMisshapen) return answer(run, data);
      onAnomaly();
      return shape(operation, run, () => (repair ??= compileRepair(operation)));
    },
  };
}
