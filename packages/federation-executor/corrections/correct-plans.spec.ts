import { ApolloGateway } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { graphql, parse } from 'graphql';
import type { Operation } from '@apollo/federation-internals';
import { partsOf, type PlanNode, type QueryPlan, readOperation } from '../apollo-internals.ts';
import { compose, link } from '../differential/fixtures.ts';
import { compileExecutor, correctPlans, correctSupergraph, type Execution } from '../index.ts';
import { requirePlanned } from './require-planned.ts';

type Resolvers = Record<string, Record<string, (...all: never[]) => unknown>>;
type Subgraphs = Record<string, { sdl: string; resolvers: Resolvers }>;

/** A gateway with corrected plans over real subgraphs. */
async function open(subgraphs: Subgraphs) {
  const schemas = new Map(
    Object.entries(subgraphs).map(([name, { sdl, resolvers }]) => [
      name,
      buildSubgraphSchema({ typeDefs: parse(link + sdl), resolvers: resolvers as never }),
    ]),
  );
  const sdls = Object.entries(subgraphs).map(([name, { sdl }]) => [name, sdl]);
  const supergraph = correctSupergraph(compose(Object.fromEntries(sdls) as Record<string, string>));
  const sent: string[] = [];
  const executions: Execution[] = [];
  let planned: { operation: Operation; plan: QueryPlan } | null = null;
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    experimental_didResolveQueryPlan: ({ queryPlan, operationContext }) => {
      planned = { operation: readOperation(partsOf(gateway).apiSchema!, operationContext), plan: queryPlan };
    },
    buildService: ({ name }) => ({
      async process({ request: { query = '', variables } }) {
        sent.push(`${name}: ${query}`);
        return graphql({ schema: schemas.get(name)!, source: query, variableValues: variables! }) as never;
      },
    }),
  });
  compileExecutor(gateway, { onExecution: (execution) => executions.push(execution) });
  correctPlans(gateway, supergraph);
  await gateway.load();
  const ask = async (query: string) => {
    const queryHash = createHash('sha256').update(query).digest('hex');
    const context = {
      request: { query },
      document: parse(query),
      queryHash,
      context: {},
      metrics: {},
      logger: console,
    };
    const { data, errors } = await gateway.executor(context as never);
    return JSON.parse(JSON.stringify({ data, ...(errors ? { errors } : {}) })) as { data: unknown; errors?: unknown[] };
  };
  return {
    sent,
    executions,
    schema: gateway.schema!,
    async planOf(query: string) {
      await ask(query);
      return planned!;
    },
    /** The answer, which is the same by the stock executor, which plans an operation, and by the compiled one. */
    async ask(query: string) {
      const [planned, compiled] = [await ask(query), await ask(query)];
      expect(executions.map(({ by }) => by).slice(-2)).toEqual(['stock', 'compiled']);
      expect(compiled).toEqual(planned);
      return compiled;
    },
  };
}

const products = [
  { id: 'p1', upc: 'u1', name: 'Lamp', weight: 2 },
  { id: 'p2', upc: 'u2', name: 'Vase', weight: 5 },
];
type Product = (typeof products)[number];
const find = ({ id, upc }: Partial<Product>) => products.find((product) => product.id === id || product.upc === upc);

describe('a key with which a subgraph does not resolve an entity', () => {
  it('is not the one by which the plan comes back to it', async () => {
    const { ask } = await open({
      shop: {
        sdl: `
          type Query { products: [Product!]! }
          type Product @key(fields: "id", resolvable: false) @key(fields: "upc") {
            id: ID! upc: ID! weight: Int @external costs: Int @requires(fields: "weight")
          }`,
        resolvers: {
          Query: { products: () => products.map(({ id, upc }) => ({ id, upc })) },
          Product: {
            __resolveReference: (reference: Product) => (reference.upc ? reference : null),
            costs: ({ weight }: Product) => weight * 10,
          },
        },
      },
      stock: {
        sdl: `type Product @key(fields: "id") @key(fields: "upc") { id: ID! upc: ID! weight: Int }`,
        resolvers: { Product: { __resolveReference: (reference: Product) => find(reference) } },
      },
    });
    expect(await ask('{ products { costs } }')).toEqual({ data: { products: [{ costs: 20 }, { costs: 50 }] } });
  });
});

const posts = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
const users: Subgraphs = {
  users: {
    sdl: `type Query { users: [User!]! } type User @key(fields: "id") { id: ID! name: String! }`,
    resolvers: { Query: { users: () => [{ id: 'u1', name: 'Amina' }] } },
  },
  posts: {
    sdl: `
      type User @key(fields: "id") { id: ID! posts(limit: Int = 2, kind: Kind): [Post!]! best(of: Int!): Post }
      type Post @key(fields: "id") { id: ID! price(currency: String!): Int }
      enum Kind { LONG SHORT }`,
    resolvers: {
      User: {
        posts: (_: unknown, { limit, kind }: { limit: number; kind?: string }) =>
          kind === 'SHORT' ? [] : posts.slice(0, limit),
        best: (_: unknown, { of }: { of: number }) => posts[of],
      },
      Post: { price: (_: unknown, { currency }: { currency: string }) => (currency === 'EUR' ? 100 : 13_000) },
    },
  },
  scores: {
    sdl: `
      type User @key(fields: "id") {
        id: ID!
        posts(limit: Int = 2, kind: Kind): [Post!]! @external
        best(of: Int!): Post @external
        score: String! @requires(fields: "posts(limit: 3, kind: LONG) { id }")
        short: String! @requires(fields: "posts { id }")
        top(prefix: String): String @requires(fields: "best(of: 4) { id price(currency: \\"EUR\\") }")
      }
      type Post @key(fields: "id") {
        id: ID!
        price(currency: String!): Int @external
        euros: Int @requires(fields: "price(currency: \\"EUR\\")")
        shillings: Int @requires(fields: "price(currency: \\"KES\\")")
      }
      enum Kind { LONG SHORT }`,
    resolvers: {
      User: {
        score: ({ posts: all }: { posts: { id: string }[] }) => all.map(({ id }) => id).join(''),
        short: ({ posts: all }: { posts: { id: string }[] }) => all.map(({ id }) => id).join(''),
        top: ({ best }: { best: { id: string; price: number } }, { prefix = '' }: { prefix?: string }) =>
          `${prefix}${best.id} ${best.price}`,
      },
      Post: {
        euros: ({ price }: { price: number }) => price / 100,
        shillings: ({ price }: { price: number }) => price / 100,
      },
    },
  },
};

describe('a required field with arguments', () => {
  it.each([
    ['{ users { posts(limit: 1) { id } score } }', { posts: [{ id: 'a' }], score: 'abc' }],
    ['{ users { score posts(limit: 1) { id } } }', { score: 'abc', posts: [{ id: 'a' }] }],
    ['{ users { score short } }', { score: 'abc', short: 'ab' }],
    ['{ users { short posts(limit: 5, kind: SHORT) { id } } }', { short: 'ab', posts: [] }],
    [
      '{ users { best(of: 0) { id price(currency: "KES") } top(prefix: "best: ") } }',
      { best: { id: 'a', price: 13_000 }, top: 'best: e 100' },
    ],
  ])('has the value of its arguments beside others: %s', async (query, user) => {
    const { ask } = await open(users);
    expect(await ask(query)).toEqual({ data: { users: [user] } });
  });

  it('is sent twice when two fields need it with different arguments', async () => {
    const { ask, sent } = await open(users);
    const query = `query Costs($prefix: String) { users { name posts(limit: 2) { euros shillings price(currency: "EUR") id } top(prefix: $prefix) } }`;
    const post = (id: string) => ({ euros: 1, shillings: 130, price: 100, id });
    expect(await ask(query)).toEqual({
      data: { users: [{ name: 'Amina', posts: [post('a'), post('b')], top: 'e 100' }] },
    });
    const asked = sent.filter((text) => text.includes('euros') || text.includes('shillings'));
    expect(asked.some((text) => text.includes('euros') && text.includes('shillings'))).toBe(false);
    expect(sent.join()).not.toMatch(/[^_]required_\d+[^:]*\(/);
  });

  it('is not in the schema of clients', async () => {
    const { schema } = await open(users);
    const { User } = schema.getTypeMap();
    expect(Object.keys((User as unknown as { getFields(): object }).getFields()).toSorted()).toEqual(
      ['best', 'id', 'name', 'posts', 'score', 'short', 'top'].toSorted(),
    );
  });
});

describe('an alias that is the name of a field that the plan needs', () => {
  const shop: Subgraphs = {
    catalogue: {
      sdl: `type Query { products: [Product!]! } type Product @key(fields: "upc") { upc: ID! name: String! weight: Int! related: [Product!]! }`,
      resolvers: {
        Query: { products: () => products },
        Product: { __resolveReference: (reference: Product) => find(reference), related: () => products.slice(1) },
      },
    },
    shipping: {
      sdl: `type Product @key(fields: "upc") { upc: ID! weight: Int! @external costs: Int @requires(fields: "weight") slow: Int }`,
      resolvers: {
        Product: {
          costs: ({ weight }: Product) => weight * 10,
          slow: ({ upc }: Product) => {
            if (upc === 'u2') throw new Error('too heavy');
            return 1;
          },
        },
      },
    },
  };

  it.each([
    [
      '{ products { upc: name costs } }',
      [
        { upc: 'Lamp', costs: 20 },
        { upc: 'Vase', costs: 50 },
      ],
    ],
    [
      '{ products { weight: name costs } }',
      [
        { weight: 'Lamp', costs: 20 },
        { weight: 'Vase', costs: 50 },
      ],
    ],
    [
      '{ products { ...P related { ...P } } } fragment P on Product { weight: upc costs __typename: name upc: __typename }',
      products.map(({ upc, name, weight }) => ({
        weight: upc,
        costs: weight * 10,
        __typename: name,
        upc: 'Product',
        related: [{ weight: 'u2', costs: 50, __typename: 'Vase', upc: 'Product' }],
      })),
    ],
  ])('has the value of its own field, and so has the other: %s', async (query, expected) => {
    const { ask } = await open(shop);
    const answer = await ask(query);
    expect(answer).toEqual({ data: { products: expected } });
    expect(JSON.stringify(answer)).toBe(JSON.stringify({ data: { products: expected } }));
  });

  it('is in the paths of errors', async () => {
    const { ask } = await open(shop);
    const { errors } = await ask('{ products { weight: slow costs } }');
    expect(errors).toMatchObject([{ message: 'too heavy', path: ['products', 1, 'weight'] }]);
  });
});

describe('a field to which no fetch leads', () => {
  it('is an error, not null', async () => {
    const { planOf } = await open(users);
    const { operation, plan } = await planOf('{ users { name score posts(limit: 1) { id euros } } }');
    expect(() => requirePlanned(operation, plan)).not.toThrow();
    const { nodes } = plan.node as Extract<PlanNode, { kind: 'Sequence' }>;
    expect(nodes.length).toBeGreaterThan(1);
    const cut = (count: number): QueryPlan => ({ ...plan, node: { kind: 'Sequence', nodes: nodes.slice(0, count) } });
    expect(() => requirePlanned(operation, cut(1))).toThrow('There is no way to fetch User.score.');
    expect(() => requirePlanned(operation, cut(nodes.length - 1))).toThrow(
      /There is no way to fetch (Post|User)\.\w+\./,
    );
  });
});

describe('a field of which nothing can be selected', () => {
  it('needs no fetch', async () => {
    const { planOf } = await open(users);
    const query = `query ($a: Boolean = true) { users { name posts @skip(if: $a) { ... on Post @include(if: $a) { id } } } }`;
    const { operation, plan } = await planOf(query);
    expect(() => requirePlanned(operation, plan)).not.toThrow();
    expect(plan.node).toMatchObject({ kind: 'Fetch', serviceName: 'users' });
  });
});

describe('a supergraph without any of this', () => {
  it('is left as it is', () => {
    const text = compose({ shop: `type Query { shelf(id: ID): Product } type Product @key(fields: "id") { id: ID! }` });
    expect(correctSupergraph(text).supergraphSdl).toBe(text);
  });
});
