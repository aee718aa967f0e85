import { ApolloGateway } from '@apollo/gateway';
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { compose } from './differential/fixtures.ts';
import { compileExecutor, type Execution } from './index.ts';

const supergraphSdl = compose({
  shop: `
    type Query { first: [Product!]! second: [Product!]! viewer: String! }
    type Product @key(fields: "id") { id: ID! }`,
  prices: `type Product @key(fields: "id") { id: ID! price: Int! constructor: String }`,
});

interface Sent {
  service: string;
  query: string;
  variables: { representations?: { id: string }[] };
  viewer: string;
}

/** A gateway with what it sent to the subgraphs, and how it executed. */
async function openGateway() {
  const sent: Sent[] = [];
  const executions: Execution[] = [];
  const answer = ({ service, variables, viewer }: Sent) => {
    if (service === 'prices') return { _entities: variables.representations!.map(({ id }) => ({ price: id.length })) };
    const aliases = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, viewer]));
    const products = (ids: string[]) => ids.map((id) => ({ __typename: 'Product', id }));
    return { first: products(['a', 'bb', 'a']), second: products(['bb', 'ccc']), viewer, ...aliases };
  };
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    buildService: ({ name }) => ({
      async process({ request, context }) {
        const { query = '', variables = {} } = request;
        const { viewer } = context as { viewer: string };
        const one = { service: name, query, variables, viewer };
        sent.push(one);
        return { data: answer(one) };
      },
    }),
  });
  compileExecutor(gateway, { onExecution: (execution) => executions.push(execution) });
  await gateway.load();
  const ask = async (query: string, { viewer = 'anyone', document = parse(query), ...request } = {}) => {
    const queryHash = createHash('sha256').update(query).digest('hex');
    return gateway.executor({
      request: { query, ...request },
      document,
      queryHash,
      context: { viewer },
      metrics: {},
    } as never);
  };
  return { gateway, sent, executions, ask };
}

/** The 64 values of six variables. */
const choices = Array.from({ length: 64 }, (_, number) =>
  Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name, bit) => [name, (number >> bit) % 2 === 1])),
);

const both = '{ first { id price } second { id price } }';
const prices = { first: [1, 2, 1], second: [2, 3] };
const pricesIn = ({ data }: { data?: unknown }) => {
  const { first, second } = data as { first: { price: number }[]; second: { price: number }[] };
  return { first: first.map(({ price }) => price), second: second.map(({ price }) => price) };
};

describe('an executor of compiled operations', () => {
  it('leaves an operation to the stock executor until it is planned', async () => {
    const { ask, executions } = await openGateway();
    expect(pricesIn(await ask(both))).toEqual(prices);
    expect(pricesIn(await ask(both))).toEqual(prices);
    expect(executions).toEqual([{ by: 'stock', reason: 'not planned yet' }, { by: 'compiled' }]);
  });

  it('asks once for each entity of a request, wherever it is', async () => {
    const { ask, sent } = await openGateway();
    await ask(both);
    const asked = () =>
      sent
        .filter(({ service }) => service === 'prices')
        .map(({ variables }) => variables.representations!.map(({ id }) => id));
    expect(asked()).toEqual([
      ['a', 'bb', 'a'],
      ['bb', 'ccc'],
    ]);
    sent.length = 0;
    expect(pricesIn(await ask(both))).toEqual(prices);
    expect(asked()).toEqual([['a', 'bb', 'ccc']]);
  });

  it('keeps requests of two viewers apart that run at the same time', async () => {
    const { ask, sent } = await openGateway();
    const document = parse(`{ viewer first { price } }`);
    const query = 'viewers';
    await ask(query, { document });
    sent.length = 0;
    const viewers = Array.from({ length: 20 }, (_, index) => `viewer ${index}`);
    const answers = await Promise.all(viewers.map((viewer) => ask(query, { document, viewer })));
    expect(answers.map(({ data }) => data!['viewer'])).toEqual(viewers);
    expect(sent.map(({ viewer }) => viewer).toSorted()).toEqual([...viewers, ...viewers].toSorted());
  });

  it('compiles whatever the variables of @skip and @include choose, also the latest of many', async () => {
    const { ask, executions } = await openGateway();
    const query = `query ($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!, $e: Boolean!, $f: Boolean!) {
      a: viewer @include(if: $a) b: viewer @skip(if: $b) c: viewer @include(if: $c)
      d: viewer @skip(if: $d) e: viewer @include(if: $e) f: viewer @skip(if: $f) viewer }`;
    const document = parse(query);
    const given = (variables: Record<string, boolean>) => ({ document, variables });
    await ask(query, given(choices[0]!));
    executions.length = 0;
    for (const variables of choices) {
      const { data } = await ask(query, given(variables));
      const { a, b, c, d, e, f } = variables;
      const names = Object.entries({ a, b: !b, c, d: !d, e, f: !f, viewer: true }).flatMap(([name, isIn]) =>
        isIn ? [name] : [],
      );
      expect(Object.keys(data!)).toEqual(names);
    }
    expect(new Set(executions.map(({ by }) => by))).toEqual(new Set(['compiled']));
  });

  it.each([
    ['introspection', '{ __schema { queryType { name } } viewer }'],
    ['name', '{ first { constructor } }'],
    ['name', '{ valueOf: viewer }'],
  ])('leaves to the stock executor: %s in %s', async (reason, query) => {
    const { ask, executions } = await openGateway();
    const [planning, planned] = [await ask(query), await ask(query)];
    expect(JSON.stringify(planned)).toBe(JSON.stringify(planning));
    expect(executions[1]).toEqual({ by: 'stock', reason });
  });
});

describe('a value of the wrong shape', () => {
  const misshapen = compose({
    shop: `
      type Query { list: [Product!] must: [Product!]! one: Product text: String beside: String! }
      type Product @key(fields: "id") { id: ID! tags: [String!] }`,
    prices: `type Product @key(fields: "id") { id: ID! price: Int }`,
  });
  const product = { __typename: 'Product', id: 'a', tags: ['x'] };

  /** The answer to a compiled operation. */
  const answerTo = async (query: string, data: object) => {
    const gateway = new ApolloGateway({
      supergraphSdl: misshapen,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      buildService: ({ name }) => ({
        async process({ request }) {
          const { representations = [] } = request.variables ?? {};
          if (name === 'prices')
            return { data: { _entities: (representations as object[]).map(() => ({ price: 1 })) } };
          return { data: structuredClone({ beside: 'here', ...data }) };
        },
      }),
    });
    compileExecutor(gateway);
    await gateway.load();
    const document = parse(query);
    const ask = async () =>
      gateway.executor({ request: { query }, document, queryHash: query, context: {}, metrics: {} } as never);
    await ask().catch(() => {});
    const { data: answered, errors } = await ask();
    await gateway.stop();
    return { data: answered, errors: errors?.map(({ message, path }) => ({ message, path })) };
  };

  it.each([
    ['a text for a list', '{ beside list { id } }', { list: 'no' }, { list: null }, ['list']],
    ['a text for a list to fetch from', '{ beside list { price } }', { list: 'no' }, { list: null }, ['list']],
    ['an object for a list', '{ beside list { price } }', { list: product }, { list: null }, ['list']],
    ['a text for an object', '{ beside one { tags } }', { one: 'no' }, { one: null }, ['one']],
    ['a text within a list', '{ beside list { price } }', { list: [product, 'no'] }, { list: null }, ['list', 1]],
    ['no name of a type', '{ beside one { price } }', { one: { ...product, __typename: 7 } }, { one: null }, ['one']],
    [
      'a text for an inner list',
      '{ beside list { price tags } }',
      { list: [{ ...product, tags: 'no' }, product] },
      {
        list: [
          { price: 1, tags: null },
          { price: 1, tags: ['x'] },
        ],
      },
      ['list', 0, 'tags'],
    ],
  ])('is null with an error, beside the other data: %s', async (_, query, data, left, path) => {
    const answer = await answerTo(query, data);
    expect(answer.data).toEqual({ beside: 'here', ...left });
    expect(answer.errors).toEqual([
      { message: expect.stringMatching(/^Invalid .* found for field \w+\.\w+\.$/), path },
    ]);
  });

  it('is named a hundred times at most', async () => {
    const answer = await answerTo('{ beside list { id } }', { list: Array.from({ length: 1_000 }, (__, at) => at) });
    expect(answer.data).toEqual({ beside: 'here', list: null });
    expect(answer.errors).toHaveLength(100);
  });

  it('takes its parent with it where null is not allowed', async () => {
    const answer = await answerTo('{ beside must { id } }', { must: 'no' });
    expect(answer.data).toBeNull();
    expect(answer.errors).toMatchObject([{ path: ['must'] }]);
  });
});
