/** A gateway over subgraphs in its own process, with subscriptions of both kinds, for a mixed load. */
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readEnv } from '@soko/env';
import type { FollowOptions } from '@soko/event-bus';
import type { Envelope } from '@soko/events';
import { gatewayEnv, type EventSource, startGateway } from '@soko/gateway';
import { newId } from '@soko/ids';
import { createLogger } from '@soko/log';
import { createExecutor, live, type SubgraphTransport } from '@soko/subgraph';
import { parse } from 'graphql';

const topic = 'shop.thing';
const things = Array.from({ length: 20 }, (_, number) => ({
  id: `t${number}`,
  name: `Thing ${number}`,
  price: number,
}));
const thingOf = ({ id }: { id: string }) => things.find((thing) => thing.id === id);

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])\n';
const sdls = {
  shop: `
    extend schema @link(url: "https://specs.soko.example/live/v1.0", import: ["@liveOn"])
      @composeDirective(name: "@liveOn")
    directive @liveOn(topic: String!, key: String, each: Boolean = false) repeatable on FIELD_DEFINITION
    type Query { things(first: Int = 20): [Thing!]! thing(id: ID!): Thing fail: Int }
    type Mutation { rename(id: ID!, name: String!): Thing }
    type Subscription { thingChanged(id: ID!): Thing @liveOn(topic: "${topic}", key: "subject") }
    type Thing @key(fields: "id") { id: ID! name: String! }`,
  prices: 'type Thing @key(fields: "id") { id: ID! price: Int! }',
  ticker: 'type Thing @key(fields: "id") { id: ID! } type Subscription { ticks: Thing }',
};

/** The number makes it another supergraph. */
function supergraph(number: number): string {
  const shop = `${sdls.shop} type More { number${number}: Int } extend type Query { more: More }`;
  const services = Object.entries({ ...sdls, shop }).map(([name, sdl]) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs: parse(link + sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** A bus that keeps nothing: what a gateway keeps of events is measured, not what a bus does. */
function openBus() {
  const followers = new Set<FollowOptions>();
  let offset = 0;
  const source: EventSource = {
    async follow(wanted) {
      followers.add(wanted);
      return {
        begins: wanted.topics.map((each) => ({ topic: each, partition: 0, offset })),
        close: async () => void followers.delete(wanted),
      };
    },
    read: async () => [],
  };
  const publish = (subject: string, data: unknown): void => {
    const envelope: Envelope = {
      id: newId('evt'),
      type: 'shop.thing.changed',
      version: 1,
      subject,
      sequence: offset + 1,
      time: new Date().toISOString(),
      correlationId: newId('req'),
      causationId: null,
      actor: { kind: 'service', id: 'bench' },
      data,
    };
    const event = { topic, partition: 0, offset, envelope, length: JSON.stringify(envelope).length };
    offset += 1;
    for (const { handler } of followers) handler(event);
  };
  return { source, publish };
}

export async function openMixedWorld() {
  const bus = openBus();
  const sinks = new Set<(response: { data: Record<string, unknown> }) => void>();
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
    for (const next of sinks) next({ data: { ticks: { __typename: 'Thing', id: `t${ticks % things.length}` } } });
  }, 5);

  const resolvers = {
    shop: {
      Query: {
        things: (_: unknown, { first }: { first: number }) => things.slice(0, first),
        thing: (_: unknown, args: { id: string }) => thingOf(args),
        fail: () => {
          throw new Error('as it should');
        },
      },
      Mutation: {
        rename(_: unknown, { id, name }: { id: string; name: string }) {
          const thing = thingOf({ id });
          if (!thing) return null;
          thing.name = name;
          bus.publish(id, { name });
          return thing;
        },
      },
      Subscription: {
        thingChanged: live<{ id: string }, object, object>({
          follow: ({ id }) => [id],
          answer: ({ envelope }) => thingOf({ id: envelope.subject }) ?? null,
        }),
      },
      Thing: { __resolveReference: thingOf },
    },
    prices: { Thing: { __resolveReference: thingOf } },
    ticker: { Thing: { __resolveReference: thingOf } },
  };
  const log = createLogger({ name: 'gateway', level: 'silent' });
  const transports = Object.fromEntries(
    Object.entries(sdls).map(([name, sdl]): [string, SubgraphTransport] => [
      name,
      createExecutor({
        name,
        schema: buildSubgraphSchema({
          typeDefs: parse(link + sdl),
          resolvers: resolvers[name as keyof typeof resolvers] as never,
        }),
        context: () => ({}),
        log,
      }),
    ]),
  );
  let changed: (text: string) => unknown = () => {};
  const wide = Object.fromEntries(
    [
      'REQUESTS_PER_ADDRESS',
      'COST_PER_ADDRESS',
      'PLANNING_MS_PER_ADDRESS',
      'MAX_SOCKETS_PER_ADDRESS',
      'MAX_CONNECTIONS_PER_ADDRESS',
    ].map((name) => [name, '1000000000']),
  );
  const gateway = await startGateway({
    // It would fill up all the time with its 5,000 events, and is bounded.
    env: readEnv(gatewayEnv, {
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      SUBSCRIPTION_HISTORY: '100',
      ...wide,
    }),
    log,
    supergraph: {
      read: async () => supergraph(0),
      watch(onChange) {
        changed = onChange;
        return () => {};
      },
    },
    transportFor: ({ name }) => transports[name]!,
    subscribeFor: ({ name }) =>
      name === 'ticker'
        ? {
            address: 'here',
            subscribe(_, { next }) {
              sinks.add(next);
              return () => void sinks.delete(next);
            },
          }
        : null,
    events: bus.source,
    playgroundFolder: 'dist/playground',
  });

  return {
    url: gateway.url,
    /** Streams that the gateway holds open at the ticker. */
    streams: () => sinks.size,
    /** Resolves when the supergraph is served. */
    reload: async (number: number): Promise<void> => void (await changed(supergraph(number))),
    async close() {
      clearInterval(ticking);
      await gateway.close();
    },
  };
}
