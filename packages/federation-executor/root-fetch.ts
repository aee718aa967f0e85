import type { GraphQLSchema } from 'graphql';
import { applyRewrites, deepMerge, type FetchNode } from './apollo-internals.ts';
import { compileVariables, dispatch } from './dispatch.ts';
import { addErrors } from './fetch-errors.ts';
import { entitiesAt, type Step } from './run.ts';

/** Compiles a fetch that does not depend on an entity. What it throws is an error of the answer. */
export function compileRootFetch(fetch: FetchNode, schema: GraphQLSchema): Step {
  const variablesOf = compileVariables(fetch);
  return async (run, cursor) => {
    try {
      const entities = entitiesAt(cursor);
      if (entities.length === 0) return;
      const response = await dispatch(run, fetch, variablesOf(run.variables), cursor);
      if (response.errors) addErrors(run, response.errors, fetch.serviceName, cursor);
      const { data } = response;
      if (data && fetch.outputRewrites) applyRewrites(schema, fetch.outputRewrites, data);
      for (const entity of entities) deepMerge(entity, data);
    } catch (error) {
      run.errors.push(error as never);
    }
  };
}
