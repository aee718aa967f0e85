import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { forbidden } from '@soko/errors';
import { silentLogger } from '@soko/log';
import { createExecutor, scalars, type SubgraphTransport } from '@soko/subgraph';
import { parse } from 'graphql';

/** Called before and after every question that a fixture answers: to count, to break, to kill. */
export interface Watch {
  before?: (question: string) => void | Promise<void>;
  after?: (question: string) => void | Promise<void>;
}

export interface Fixture {
  transport: SubgraphTransport;
  /** How often each root field was asked for. */
  asked: Map<string, number>;
  /** Set to look on, or to interfere. */
  watch: Watch;
}

type Field = (parent: unknown, args: never) => unknown;
type Roots = Record<string, Record<string, Field>>;

const shared = `scalar Decimal scalar CurrencyCode scalar DateTime type Money { amount: Decimal! currency: CurrencyCode! }
  input MoneyInput { amount: Decimal! currency: CurrencyCode! }`;

/** A tiny subgraph that answers what services ask each other, out of its own memory. */
export function startFixture(sdl: string, roots: Roots, types: GraphQLResolverMap<unknown> = {}): Fixture {
  const asked = new Map<string, number>();
  const watch: Watch = {};
  const watched = (fields: Record<string, Field>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, answer]) => [
        name,
        async (parent: unknown, args: never, service: boolean) => {
          if (!service) throw forbidden('Only other services may ask for this.');
          asked.set(name, (asked.get(name) ?? 0) + 1);
          await watch.before?.(name);
          const result = await answer(parent, args);
          await watch.after?.(name);
          return result;
        },
      ]),
    );
  const schema = buildSubgraphSchema({
    typeDefs: parse(
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) ${shared} ${sdl}`,
    ),
    resolvers: {
      Decimal: scalars.Decimal,
      CurrencyCode: scalars.CurrencyCode,
      DateTime: scalars.DateTime,
      ...types,
      ...Object.fromEntries(Object.entries(roots).map(([root, fields]) => [root, watched(fields)])),
    },
  });
  const transport = createExecutor({
    schema,
    context: ({ clientAddress }) => clientAddress.startsWith('service:'),
    log: silentLogger,
  });
  return { transport, asked, watch };
}
