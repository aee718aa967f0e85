import type { Graph } from '../graph.ts';
import { type CompiledRoute, compileRoute } from './compile-route.ts';
import type { Route, RouteGroup } from './route.ts';

/** The routes that a graph serves. */
export type CompiledRoutes = ReadonlyMap<Route, CompiledRoute>;

/** Compiles the table once for each graph. A route whose operation does not fit the graph is left out. */
export function createCompiledRoutes(table: readonly RouteGroup[]): (graph: Pick<Graph, 'schema'>) => CompiledRoutes {
  const known = new WeakMap<object, CompiledRoutes>();
  return ({ schema }) => {
    const found = known.get(schema);
    if (found) return found;
    const entries = table
      .flatMap(({ routes }) => routes)
      .flatMap((route) => {
        const compiled = compileRoute(route, schema);
        return compiled === null ? [] : [[route, compiled] as const];
      });
    const compiled = new Map(entries);
    known.set(schema, compiled);
    return compiled;
  };
}
