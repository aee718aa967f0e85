import { buildSubgraphSchema } from '@apollo/subgraph';
import type { RequestIdentity } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { silentLogger } from '@soko/log';
import { createExecutor } from '@soko/subgraph';
import { parse } from 'graphql';
import type { RouteGroup } from '../rest/route.ts';
import { compose, createSubgraphs, peopleSdl, shopSdl } from './fixture-graph.ts';
import { changeableSupergraph, startTestGateway } from './start-test-gateway.ts';

const tillSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes"])
  type Query {
    sales(first: Int, after: String, last: Int, before: String, minimum: Int, kinds: [SaleKind!]): SaleConnection!
    sale(id: ID!): Sale
    keys: [Int!]! @authenticated
    counted: Int! @requiresScopes(scopes: [["stock:write"]])
    spoilt(id: ID!): Sale
  }
  type Mutation {
    sell(input: SellInput!): SellResult! @requiresScopes(scopes: [["stock:write"]])
    returnSale(input: ReturnSaleInput!): Sale! @requiresScopes(scopes: [["stock:write"], ["products:write"]])
  }
  enum SaleKind { CASH CARD }
  type Sale { id: ID! kind: SaleKind! note: String receipt: String! }
  type SalePageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type SaleConnection { nodes: [Sale!]! pageInfo: SalePageInfo! }
  input SellInput { thingId: ID! quantity: Int! note: String idempotencyKey: ID! }
  input ReturnSaleInput { saleId: ID! note: String }
  union SellResult = Sale | SoldOut
  interface UserError { code: String! message: String! }
  type SoldOut implements UserError { code: String! message: String! }
`;

/** Commands that reached the till. */
export const commands: unknown[] = [];

const saleOf = (number: number) => ({
  id: `sal_${number}`,
  kind: number % 2 ? 'CASH' : 'CARD',
  note: null,
  receipt: `rec_${number}` as unknown,
});

const unreadable = () => Promise.reject(new Error('secret'));
const numbers = [1, 2, 3, 4, 5];

/** Sales 1 to 5; a cursor is the number of a sale. */
function page({ first, after, last, before }: { first?: number; after?: string; last?: number; before?: string }) {
  const from = after === undefined ? numbers : numbers.filter((number) => number > Number(after));
  const until = before === undefined ? from : from.filter((number) => number < Number(before));
  const kept = last === undefined ? until.slice(0, first) : until.slice(-last);
  return {
    nodes: kept.map(saleOf),
    pageInfo: {
      hasNextPage: (kept.at(-1) ?? 5) < 5,
      hasPreviousPage: (kept[0] ?? 1) > 1,
      startCursor: kept[0]?.toString() ?? null,
      endCursor: kept.at(-1)?.toString() ?? null,
    },
  };
}

interface SellInput {
  thingId: string;
  quantity: number;
  note?: string;
  idempotencyKey: string;
}

const resolvers = {
  SellResult: { __resolveType: (value: object) => ('code' in value ? 'SoldOut' : 'Sale') },
  UserError: { __resolveType: () => 'SoldOut' },
  Query: {
    sales: (_: unknown, args: object) => {
      commands.push(args);
      return page(args);
    },
    sale: (_: unknown, { id }: { id: string }) => (id === 'sal_1' ? saleOf(1) : null),
    spoilt: () => ({ id: 'sal_1', kind: 'CASH', note: () => Promise.reject(new Error('secret')) }),
    keys: () => [1, 2],
    counted: () => 7,
  },
  Mutation: {
    sell: (_: unknown, { input }: { input: SellInput }) => {
      commands.push(input);
      if (input.quantity > 100) throw badUserInput('The quantity must be at most 100.', 'quantity');
      if (input.quantity > 10) return { code: 'SOLD_OUT', message: 'Only 10 are left.' };
      const note = input.note === 'unreadable' ? unreadable : (input.note ?? null);
      return { ...saleOf(input.quantity), note, ...(input.note === 'no receipt' ? { receipt: unreadable } : {}) };
    },
    returnSale: (_: unknown, { input }: { input: { saleId: string } }) => {
      commands.push(input);
      return { ...saleOf(1), id: input.saleId, ...(input.saleId === 'sal_5' ? { kind: unreadable } : {}) };
    },
  },
};

const pageVariables = '$first: Int, $after: String, $last: Int, $before: String';
const pageArguments = 'first: $first, after: $after, last: $last, before: $before';
const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** Routes of every kind over the till. */
const table: readonly RouteGroup[] = [
  {
    name: 'Sales',
    description: 'Sales of the till.',
    routes: [
      {
        method: 'GET',
        path: '/sales',
        access: 'everyone',
        summary: 'Lists sales.',
        operation: `query ListSales($minimum: Int, $kinds: [SaleKind!], ${pageVariables}) {
          result: sales(minimum: $minimum, kinds: $kinds, ${pageArguments}) { nodes { id kind } ${pageInfo} }
        }`,
      },
      {
        method: 'GET',
        path: '/sales/{id}',
        access: 'everyone',
        summary: 'Returns a sale.',
        operation: 'query GetSale($id: ID!) { result: sale(id: $id) { id kind note } }',
      },
      {
        method: 'DELETE',
        path: '/sales/{id}',
        access: ['stock:write', 'products:write'],
        summary: 'Takes a sale back.',
        operation:
          'mutation ReturnSale($input: ReturnSaleInput!) { result: returnSale(input: $input) { __typename id kind } }',
        fills: { id: 'saleId' },
        status: 204,
      },
      {
        method: 'POST',
        path: '/things/{id}/sales',
        access: ['stock:write'],
        summary: 'Sells a thing.',
        operation: `mutation Sell($input: SellInput!) {
          result: sell(input: $input) { __typename ... on Sale { id kind note receipt } ... on UserError { code message } }
        }`,
        fills: { id: 'thingId' },
        status: 201,
      },
      {
        method: 'GET',
        path: '/keys',
        access: 'users',
        summary: 'Lists keys.',
        operation: 'query ListKeys { result: keys }',
      },
      {
        method: 'GET',
        path: '/spoilt/{id}',
        access: 'everyone',
        summary: 'Fails in a part.',
        operation: 'query GetSpoilt($id: ID!) { result: spoilt(id: $id) { id note } }',
      },
      {
        method: 'GET',
        path: '/elsewhere',
        access: 'everyone',
        summary: 'Does not fit the graph.',
        operation: 'query GetElsewhere { result: elsewhere { id } }',
      },
    ],
  },
];

/** A gateway with a REST façade over a till. */
export async function startRestGateway(env: Record<string, string> = {}) {
  commands.length = 0;
  const till = createExecutor({
    name: 'till',
    schema: buildSubgraphSchema({ typeDefs: parse(tillSdl), resolvers }),
    context: (identity: RequestIdentity) => ({ identity }),
    log: silentLogger,
  });
  const gateway = await startTestGateway({
    env,
    rest: table,
    subgraphs: { ...createSubgraphs(), till },
    supergraph: changeableSupergraph(compose({ people: peopleSdl, shop: shopSdl, till: tillSdl })),
  });
  const call = async (method: string, path: string, headers: Record<string, string> = {}, body?: string) => {
    const response = await fetch(`${gateway.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      type: response.headers.get('content-type'),
      text,
      body: text === '' ? null : JSON.parse(text),
    };
  };
  return { ...gateway, call };
}
