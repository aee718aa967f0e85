/** A gateway over subgraphs in its own process, whose supergraph a benchmark exchanges. */
import { readEnv } from '@soko/env';
import { compose } from '@soko/federation-executor/differential';
import { gatewayEnv, startGateway } from '@soko/gateway';
import { createLogger } from '@soko/log';
import type { SubgraphTransport } from '@soko/subgraph';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';

const things = [1, 2, 3].map((number) => ({
  __typename: 'Thing',
  id: `t${number}`,
  name: `Thing ${number}`,
  price: number,
}));
const thingOf = ({ id }: { id: string }) => things.find((thing) => thing.id === id);

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n`;
const sdls = {
  shop: 'type Query { things: [Thing!]! } type Thing @key(fields: "id") { id: ID! name: String! }',
  prices: 'type Thing @key(fields: "id") { id: ID! price: Int! }',
};
const resolvers = {
  shop: { Query: { things: () => things }, Thing: { __resolveReference: thingOf } },
  prices: { Thing: { __resolveReference: thingOf } },
};

/** The number makes it another supergraph. */
const supergraph = (number: number): string =>
  compose({ ...sdls, shop: `${sdls.shop} type More { number${number}: Int } extend type Query { more: More }` });

export async function openWorld() {
  const transports = Object.fromEntries(
    (['shop', 'prices'] as const).map((name) => {
      const typeDefs = parse(link + sdls[name]);
      const schema = buildSubgraphSchema({ typeDefs, resolvers: resolvers[name] });
      const transport: SubgraphTransport = async ({ query, variables }) =>
        execute({ schema, document: parse(query), variableValues: variables ?? {} });
      return [name, transport];
    }),
  );
  let changed: (text: string) => unknown = () => {};
  const wide = Object.fromEntries(
    ['REQUESTS_PER_ADDRESS', 'COST_PER_ADDRESS', 'PLANNING_MS_PER_ADDRESS'].map((name) => [name, '1000000000']),
  );
  const gateway = await startGateway({
    env: readEnv(gatewayEnv, { PORT: '0', HOST: '127.0.0.1', NODE_ENV: 'production', ...wide }),
    log: createLogger({ name: 'gateway', level: 'warn' }),
    supergraph: {
      read: async () => supergraph(0),
      watch(onChange) {
        changed = onChange;
        return () => {};
      },
    },
    transportFor: ({ name }) => transports[name]!,
    playgroundFolder: 'dist/playground',
  });

  return {
    /** Sends an operation with a text of its own. */
    async ask(number: number): Promise<void> {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ things { id name a${number}: price } }` }),
      });
      const { data, errors } = (await response.json()) as {
        data?: { things: Record<string, number>[] };
        errors?: unknown;
      };
      if (data?.things[2]?.[`a${number}`] !== 3) throw new Error(`A wrong answer: ${JSON.stringify(errors ?? data)}`);
    },
    /** Resolves when the supergraph is served. */
    reload: async (number: number): Promise<void> => void (await changed(supergraph(number))),
    close: () => gateway.close(),
  };
}
