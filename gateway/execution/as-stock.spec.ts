import { readFile } from 'node:fs/promises';
import { type Operation, operationFromDocument, type Schema } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import { describe, expect, it } from '@jest/globals';
import { compileExecutor, correctPlans, correctSupergraph, type Execution } from '@soko/federation-executor';
import { compareWithStock } from '@soko/federation-executor/differential';
import { parse } from 'graphql';
import { readExamples } from '../../web/playground/read-examples.mjs';
import { withoutAuthDirectives } from '../authorization/without-auth-directives.ts';

/** A sample: CI compares thousands of cases by `npm run executor:compare`. */
describe('the compiled executor over our supergraph', () => {
  it('answers as the stock executor does', async () => {
    const supergraphSdl = withoutAuthDirectives(await readFile('schema/supergraph.graphql', 'utf8'));
    const result = await compareWithStock(supergraphSdl, { seed: 'soko', operations: 10, executions: 10, size: 12 });
    expect(result.differences.slice(0, 1)).toEqual([]);
    expect(result.cases).toBe(100);
    expect(result.executions['compiled']).toBeGreaterThan(28);
    expect(result.withErrors).toBeGreaterThan(9);
  });
});

/** The parts of `ApolloGateway` that plan. */
interface Planning {
  apiSchema: Schema;
  queryPlanStore: { set(key: string, plan: object): Promise<unknown> };
  queryPlanner: { buildQueryPlan(operation: Operation): object };
}

describe('the examples of the playground', () => {
  it('are all compiled, but for subscriptions', async () => {
    const corrected = correctSupergraph(withoutAuthDirectives(await readFile('schema/supergraph.graphql', 'utf8')));
    const gateway = new ApolloGateway({
      supergraphSdl: corrected.supergraphSdl,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      buildService: () => ({ process: async () => ({ data: {} }) }),
    });
    const executions: Execution[] = [];
    compileExecutor(gateway, { onExecution: (execution) => executions.push(execution) });
    const { executor: execute } = gateway;
    const planning = gateway as unknown as Planning;
    // Planned ahead, as `plan-ahead.ts` does it for clients.
    gateway.executor = async (context) => {
      const operation = operationFromDocument(planning.apiSchema, context.document);
      await planning.queryPlanStore.set(context.queryHash, planning.queryPlanner.buildQueryPlan(operation));
      return execute(context);
    };
    correctPlans(gateway, corrected);
    await gateway.load();
    const ask = async (query: string): Promise<Execution> => {
      const document = parse(query);
      await gateway.executor({ request: { query }, document, queryHash: query, context: {}, metrics: {} } as never);
      return executions.at(-1)!;
    };
    const examples = readExamples().filter(({ query }) => !query.includes('\nsubscription '));
    expect(examples.length).toBeGreaterThan(50);
    const left: unknown[] = [];
    for (const { name, query } of examples) {
      const execution = await ask(query);
      if (execution.by === 'stock') left.push([name, execution]);
    }
    expect(left).toEqual([]);
    await gateway.stop();
  });
});
