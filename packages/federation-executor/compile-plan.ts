import { assert, type Operation } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import type { ConditionNode, FetchNode, PlanNode, QueryPlan } from './apollo-internals.ts';
import { compileEntityFetch, type EntityFetch } from './entity-fetch.ts';
import { compileFlatten } from './flatten.ts';
import { NotCompiled } from './not-compiled.ts';
import { compileRootFetch } from './root-fetch.ts';
import type { Cursor, Run, Step } from './run.ts';

/** A fetch of entities, and how its place is found from the place of the plan's node. */
interface PlacedFetch {
  fetch: FetchNode;
  move: (cursor: Cursor, run: Run) => Cursor | null;
}

const compileMove = (path: Cursor['path']): PlacedFetch['move'] => {
  const flatten = compileFlatten([...path]);
  return (cursor, run) => {
    const data = flatten(cursor.data, run);
    return data ? { path: [...cursor.path, ...path], data } : null;
  };
};

/** The stock executor may not know what a subgraph takes from its context; it is left to it. */
function refuseContext({ contextRewrites = [] }: FetchNode): void {
  if (contextRewrites.length > 0) throw new NotCompiled('context');
}

/** The node as a fetch of entities; null for any other. */
function asPlacedFetch(node: PlanNode): PlacedFetch | null {
  if (node.kind === 'Fetch') return node.requires ? { fetch: node, move: (cursor) => cursor } : null;
  if (node.kind !== 'Flatten' || node.node.kind !== 'Fetch' || !node.node.requires) return null;
  return { fetch: node.node, move: compileMove(node.path) };
}

/** Fetches with equal keys differ in nothing but their places and the names of their operations. */
function keyOf({ operation, operationName, ...fetch }: FetchNode): string {
  const { serviceName, requires, variableUsages, inputRewrites, outputRewrites } = fetch;
  const text = operationName === undefined ? operation : operation.replace(operationName, '');
  return JSON.stringify([serviceName, text, requires, variableUsages, inputRewrites, outputRewrites]);
}

const done = Promise.resolve();

/** How often a plan has each fetch of entities. */
function countKeys(root: PlanNode): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: PlanNode): void => {
    const placed = asPlacedFetch(node);
    if (placed) {
      const key = keyOf(placed.fetch);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    } else if (node.kind === 'Flatten') visit(node.node);
    else if (node.kind === 'Sequence' || node.kind === 'Parallel') node.nodes.forEach(visit);
    else if (node.kind === 'Condition')
      for (const clause of [node.ifClause, node.elseClause]) if (clause) visit(clause);
  };
  visit(root);
  return counts;
}

/** The value of a condition, as the stock executor takes it. */
function evaluate({ condition }: ConditionNode, operation: Operation, variables: Run['variables']): boolean {
  const given = variables && Object.hasOwn(variables, condition) ? variables[condition] : undefined;
  const chosen = given === undefined ? operation.variableDefinitions.definition(condition)?.defaultValue : given;
  const value = chosen as boolean | null | undefined;
  assert(value !== undefined, () => `Missing value for variable $${condition} (and no default found)`);
  assert(
    typeof value === 'boolean',
    () => `Invalid non-boolean value ${String(value)} for Boolean! variable $${condition}`,
  );
  return value;
}

/** Compiles the nodes of a query plan for one operation. */
export function compilePlan(plan: QueryPlan, operation: Operation, schema: GraphQLSchema): Step {
  const keys = plan.node ? countKeys(plan.node as PlanNode) : new Map<string, number>();
  const together = new Map<string, EntityFetch>();

  const compileEntities = ({ fetch, move }: PlacedFetch): Step => {
    refuseContext(fetch);
    const run = compileEntityFetch(fetch, schema);
    return async (execution, cursor) => {
      const moved = move(cursor, execution);
      if (moved) await run(execution, [moved]);
    };
  };

  /** A fetch that the plan has at several places: those that are due in one turn of the event loop are one request. */
  const compileTogether = (key: string, { fetch, move }: PlacedFetch): Step => {
    refuseContext(fetch);
    const run = together.get(key) ?? compileEntityFetch(fetch, schema);
    together.set(key, run);
    return (execution, cursor) => {
      const moved = move(cursor, execution);
      return moved ? execution.waiting.add(key, moved, (cursors) => run(execution, cursors)) : done;
    };
  };

  const compileParallel = (nodes: readonly PlanNode[]): Step => {
    const steps = nodes.map(compile);
    return async (run, cursor) => {
      await Promise.all(steps.map((step) => step(run, cursor)));
    };
  };

  const compileSequence = (nodes: readonly PlanNode[]): Step => {
    const steps = nodes.map(compile);
    return async (run, cursor) => {
      for (const step of steps) await step(run, cursor);
    };
  };

  const compileCondition = (node: ConditionNode): Step => {
    const whenTrue = node.ifClause && compile(node.ifClause);
    const whenFalse = node.elseClause && compile(node.elseClause);
    return async (run, cursor) => {
      const step = evaluate(node, operation, run.variables) ? whenTrue : whenFalse;
      await step?.(run, cursor);
    };
  };

  const compileMoved = (path: Cursor['path'], node: PlanNode): Step => {
    const move = compileMove(path);
    const step = compile(node);
    return async (run, cursor) => {
      const moved = move(cursor, run);
      if (moved) await step(run, moved);
    };
  };

  const compile = (node: PlanNode): Step => {
    const placed = asPlacedFetch(node);
    if (placed) {
      const key = keyOf(placed.fetch);
      return keys.get(key)! > 1 ? compileTogether(key, placed) : compileEntities(placed);
    }
    switch (node.kind) {
      case 'Fetch':
        refuseContext(node);
        return compileRootFetch(node, schema);
      case 'Flatten':
        return compileMoved(node.path, node.node);
      case 'Sequence':
        return compileSequence(node.nodes);
      case 'Parallel':
        return compileParallel(node.nodes);
      case 'Condition':
        return compileCondition(node);
      default:
        throw new NotCompiled('plan node');
    }
  };

  if (plan.node === undefined) return async () => {};
  if (plan.node.kind === 'Subscription') throw new NotCompiled('subscription');
  return compile(plan.node);
}
