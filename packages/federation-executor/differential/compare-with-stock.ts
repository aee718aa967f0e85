import { ApolloGateway } from '@apollo/gateway';
import { Supergraph } from '@apollo/federation-internals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { type GraphQLSchema, parse } from 'graphql';
import { separateAliases } from '../corrections/separate-aliases.ts';
import { compileExecutor, correctPlans, correctSupergraph, type Execution } from '../index.ts';
import { seeded } from './random.ts';
import { createTurns } from './turns.ts';
import { type RandomOperation, randomOperation } from './random-operation.ts';
import { randomSubgraph, type TestContext } from './random-subgraph.ts';

type Executor = ApolloGateway['executor'];

export interface Comparison {
  cases: number;
  /** Cases by how the operation was executed, and by why it was not compiled. */
  executions: Record<string, number>;
  /** Cases without any error whose answer the stock executor had to shape. */
  shapedInVain: number;
  /** Cases whose answer has errors, and whose answer has data. */
  withErrors: number;
  withData: number;
  /** Requests to subgraphs. */
  fetches: { stock: number; compiled: number };
  /** Cases in which the stock executor gives up, because a value has the wrong shape, and the compiled one does not. */
  repaired: number;
  /** The cases whose answers differ. */
  differences: { query: string; variables: object; seed: string; faults: number; stock: string; compiled: string }[];
}

/** A gateway over subgraphs with generated data, with both executors. */
async function openGateway(supergraphSdl: string, onExecution: (execution: Execution) => void) {
  const schemas = new Map<string, GraphQLSchema>();
  for (const { name, schema } of Supergraph.build(supergraphSdl).subgraphs()) {
    schemas.set(name, schema.toGraphQLJSSchema());
  }
  const supergraph = correctSupergraph(supergraphSdl);
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    buildService: ({ name }) => randomSubgraph(name, schemas.get(name)!),
  });
  // With wrong data for aliases that are names of keys, it would say nothing about them.
  const stock = separateAliases(gateway.executor, supergraph.addedNames);
  compileExecutor(gateway, { onExecution });
  correctPlans(gateway, supergraph);
  const { schema } = await gateway.load();
  return { schema, stock, compiled: gateway.executor, close: () => gateway.stop() };
}

/** Errors in an order of their own: that of the executors depends on which subgraph answers first. */
const sorted = (errors: readonly unknown[] = []): string[] => errors.map((error) => JSON.stringify(error)).toSorted();

/** What the stock executor says when it cannot shape a value, or follow a path into it. */
const givenUp =
  /Invalid non-(list|object|string) value|Got unexpected value for __typename|Unexpected array in result|flatMap/;

const hasGivenUp = ({ data, text }: { data: unknown; text: string }): boolean =>
  data === undefined && givenUp.test(text);

async function answerOf(executor: Executor, document: ReturnType<typeof parse>, request: object, context: TestContext) {
  const { query } = request as { query: string };
  const queryHash = createHash('sha256').update(query).digest('hex');
  const metrics = {};
  try {
    const answer = await executor({ request, document, queryHash, context, metrics, logger: console } as never);
    const { data, errors, extensions } = answer;
    const completion = sorted(extensions?.['valueCompletion'] as unknown[]);
    const isWhole = errors === undefined && completion.length === 0;
    return { data, isWhole, text: JSON.stringify({ data, errors: errors && sorted(errors), completion }), errors };
  } catch (error) {
    return { data: undefined, isWhole: false, text: `thrown: ${String(error)}`, errors: [error] };
  }
}

/**
 * Executes generated operations over generated data, of which a part is wrong, with the stock executor and with the
 * compiled one. Equal seeds generate equal cases.
 */
export async function compareWithStock(
  supergraphSdl: string,
  options: { seed: string; operations: number; executions: number; size?: number },
): Promise<Comparison> {
  const result: Comparison = {
    cases: 0,
    executions: {},
    shapedInVain: 0,
    withErrors: 0,
    withData: 0,
    fetches: { stock: 0, compiled: 0 },
    repaired: 0,
    differences: [],
  };
  const executionOf = new AsyncLocalStorage<{ by?: Execution['by'] }>();
  const gateway = await openGateway(supergraphSdl, (execution) => {
    executionOf.getStore()!.by = execution.by;
    const key = execution.by === 'stock' ? `stock: ${execution.reason}` : execution.by;
    result.executions[key] = (result.executions[key] ?? 0) + 1;
  });

  const compareOne = async (
    { query, variables }: RandomOperation,
    document: ReturnType<typeof parse>,
    seed: string,
  ) => {
    const random = seeded(seed);
    const faults = random.pick([0, 0, 0.02, 0.1, 0.3]);
    const request = { query, variables: variables(random) };
    const context = (): TestContext => ({ seed, faults, fetches: 0, turn: createTurns() });
    const [stockContext, compiledContext] = [context(), context()];
    const stock = await answerOf(gateway.stock, document, request, stockContext);
    const execution: { by?: Execution['by'] } = {};
    const compiled = await executionOf.run(execution, () =>
      answerOf(gateway.compiled, document, request, compiledContext),
    );
    result.cases += 1;
    if (execution.by === 'both' && stock.isWhole) result.shapedInVain += 1;
    if (stock.errors) result.withErrors += 1;
    if (stock.data) result.withData += 1;
    if (hasGivenUp(stock)) {
      // It asks the subgraphs no further then. The other answer has data, and says that some of it is missing.
      if (compiled.errors?.length && !hasGivenUp(compiled)) result.repaired += 1;
      else result.differences.push({ ...request, seed, faults, stock: stock.text, compiled: compiled.text });
      return;
    }
    result.fetches.stock += stockContext.fetches;
    result.fetches.compiled += compiledContext.fetches;
    if (stock.text === compiled.text) return;
    result.differences.push({ ...request, seed, faults, stock: stock.text, compiled: compiled.text });
  };

  for (let number = 0; number < options.operations; number += 1) {
    const operation = randomOperation(gateway.schema, `${options.seed} ${number}`, options.size ?? 25);
    const document = parse(operation.query);
    const seeds = Array.from({ length: options.executions }, (_, index) => `${options.seed} ${number} ${index}`);
    // The first plans the operation; the others run at the same time, each with data of its own.
    await compareOne(operation, document, seeds[0]!);
    await Promise.all(seeds.slice(1).map((seed) => compareOne(operation, document, seed)));
  }
  await gateway.close();
  return result;
}
