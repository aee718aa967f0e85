import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { requireService, type Viewer } from '@soko/auth';
import { silentLogger } from '@soko/log';
import { createExecutor, scalars, type SubgraphTransport } from '@soko/subgraph';
import { parse } from 'graphql';

/** Called before and after every root field that a fixture resolves: to count, to break, to kill. */
export interface Watch {
  before?: (field: string) => void | Promise<void>;
  after?: (field: string) => void | Promise<void>;
}

export interface Fixture {
  transport: SubgraphTransport;
  /** How often each root field was requested. */
  asked: Map<string, number>;
  /** Set it to observe or to interfere. */
  watch: Watch;
}

type Field = (parent: unknown, args: never, viewer: Viewer) => unknown;
type Roots = Record<string, Record<string, Field>>;

const root = join(import.meta.dirname, '../..');
const readSdl = (path: string): string => readFileSync(join(root, path), 'utf8');

/**
 * A small subgraph with the real contract of `name`, which keeps its state in memory. A resolver for a field that the
 * contract lacks fails here; an answer that does not fit the contract fails when it is asked for.
 */
export function startFixture(
  name: string,
  roots: Roots,
  types: GraphQLResolverMap<Viewer> = {},
  /** Who may ask its root fields: throws for others. Default: services. */
  { admits = requireService }: { admits?: (viewer: Viewer) => unknown } = {},
): Fixture {
  const asked = new Map<string, number>();
  const watch: Watch = {};
  const watched = (fields: Record<string, Field>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([field, resolve]) => [
        field,
        async (parent: unknown, args: never, viewer: Viewer) => {
          admits(viewer);
          asked.set(field, (asked.get(field) ?? 0) + 1);
          await watch.before?.(field);
          const result = await resolve(parent, args, viewer);
          await watch.after?.(field);
          return result;
        },
      ]),
    );
  const schema = buildSubgraphSchema({
    typeDefs: parse(readSdl(`subgraphs/${name}/generated/schema.graphql`)),
    resolvers: {
      ...scalars,
      ...types,
      ...Object.fromEntries(Object.entries(roots).map(([root, fields]) => [root, watched(fields)])),
    },
  });
  const transport = createExecutor({ name: 'spec', schema, context: ({ viewer }) => viewer, log: silentLogger });
  return { transport, asked, watch };
}
