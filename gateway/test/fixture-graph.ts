import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@apollo/composition';
import type { RequestIdentity } from '@soko/auth';
import { silentLogger } from '@soko/log';
import { badUserInput, forbidden, notFound } from '@soko/errors';
import { createExecutor, live, type SubgraphTransport } from '@soko/subgraph';
import { parse } from 'graphql';

/** Who made the request, as the subgraphs of the fixture see it. */
interface Context {
  identity: RequestIdentity;
}

const link = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@inaccessible", "@authenticated", "@requiresScopes", "@policy", "@composeDirective"]
  )`;

const liveOn = `
  extend schema
    @link(url: "https://specs.soko.example/live/v1.0", import: ["@liveOn"])
    @composeDirective(name: "@liveOn")
    @link(url: "https://specs.soko.example/keys/v1.0", import: ["@keyScopes"])
    @composeDirective(name: "@keyScopes")
  directive @keyScopes(scopes: [[String!]!]!) on FIELD_DEFINITION
  directive @liveOn(topic: String!, key: String, each: Boolean = false) repeatable on FIELD_DEFINITION`;

export const peopleSdl = `${link}
  type Query {
    me: Person @authenticated
    person(id: ID!): Person @policy(policies: [["SUPPORT"]])
    whoAsks: WhoAsks!
    apiKeyViewer(key: String!): ApiKeyViewer @inaccessible
    endedAccess(since: DateTime): EndedAccess! @inaccessible
  }
  type Person @key(fields: "id") {
    id: ID!
    name: String!
    email: String @authenticated
    ledger: Ledger
    boss: Person
  }
  type Ledger @policy(policies: [["TRADER", "SUPPORT"], ["ADMIN"]]) { total: Int! }
  type WhoAsks { viewer: String! requestId: String! correlationId: String! clientAddress: String! }
  type ApiKeyViewer @inaccessible { id: ID! storeId: ID! scopes: [String!]! expiresAt: DateTime }
  scalar DateTime @inaccessible
  type EndedAccess @inaccessible {
    asOf: DateTime!
    tokenLifetimeMs: Int!
    sessionIds: [ID!]!
    accounts: [ChangedAccount!]!
    apiKeyIds: [ID!]!
    storeIds: [ID!]!
    isComplete: Boolean!
  }
  type ChangedAccount @inaccessible { id: ID! version: Int! isBlocked: Boolean! }
`;

export const shopSdl = `${link}${liveOn}
  type Query {
    things(first: Int): [Thing!]!
    node(id: ID!): Node
    search(text: String!, kind: FoundKind): [Found!]!
    secretThings: [Thing!]! @requiresScopes(scopes: [["products:read", "stock:write"], ["orders:write"]])
    fail(how: String!): Int
    rating: Rating
    broken: Thing
    slow(ms: Int!): Int
  }
  type Subscription {
    thingChanged(id: ID!): Thing @liveOn(topic: "shop.thing", key: "subject") @liveOn(topic: "shop.price", key: "data.thing.id")
    thingSeen(id: ID!): Thing @liveOn(topic: "shop.thing", key: "subject")
    wordSaid(id: ID!): Word @liveOn(topic: "shop.word", key: "subject", each: true)
    myThings: Thing @authenticated @liveOn(topic: "shop.thing", key: "data.ownerId")
    allThings: Thing @policy(policies: [["SUPPORT"]]) @liveOn(topic: "shop.thing")
  }
  type Mutation {
    addThing(input: AddThingInput!): Thing! @requiresScopes(scopes: [["products:write"]])
    visit: Int
    weigh: Int @keyScopes(scopes: [["stock:write"]])
    paint: Int @keyScopes(scopes: [["products:write"]])
  }
  input AddThingInput { title: String! price: PriceInput! }
  input PriceInput { amount: Float! }
  interface Node { id: ID! note: String }
  type Thing implements Node @key(fields: "id") { id: ID! title: String! note: String owner: Person }
  type Word { text: String! }
  type Receipt implements Node @policy(policies: [["SUPPORT"]]) { id: ID! note: String sum: Int! }
  type Memo implements Node { id: ID! note: String @authenticated }
  union Found = Thing | Receipt
  enum FoundKind { THING RECEIPT }
  scalar Rating @authenticated
  type Person @key(fields: "id", resolvable: false) { id: ID! }
`;

const people = [
  { id: 'usr_1', name: 'Amina', email: 'amina@example.com', bossId: 'usr_2' },
  { id: 'usr_2', name: 'Brian', email: 'brian@example.com', bossId: null },
];

const person = (id: string | null) => people.find((candidate) => candidate.id === id) ?? null;

const Person = {
  __resolveReference: ({ id }: { id: string }) => person(id),
  ledger: () => ({ total: 42 }),
  boss: ({ bossId }: { bossId: string | null }) => person(bossId),
};

/** What the people subgraph tells about access that ended. Tests add to it. */
export const endedAccess = {
  isAway: false,
  asked: 0,
  sessionIds: [] as string[],
  accounts: [] as { id: string; version: number; isBlocked: boolean }[],
  apiKeyIds: [] as string[],
  storeIds: [] as string[],
  isComplete: true,
};

const peopleResolvers = {
  Person,
  Query: {
    me: (_: unknown, __: unknown, { identity }: Context) =>
      person(identity.viewer.kind === 'user' ? identity.viewer.id : null),
    person: (_: unknown, { id }: { id: string }) => person(id),
    whoAsks: (_: unknown, __: unknown, { identity }: Context) => ({
      ...identity,
      viewer: JSON.stringify(identity.viewer),
    }),
    endedAccess: () => {
      if (endedAccess.isAway) throw new Error('people is away');
      endedAccess.asked += 1;
      return { ...endedAccess, asOf: new Date().toISOString(), tokenLifetimeMs: 900_000 };
    },
    apiKeyViewer: (_: unknown, { key }: { key: string }) =>
      key === 'soko_demo_secret' && !endedAccess.apiKeyIds.includes('key_1')
        ? { id: 'key_1', storeId: 'sto_1', scopes: ['products:read', 'stock:write'] }
        : null,
  },
};

const things = [
  { id: 'prd_1', title: 'Kettle', note: 'red', owner: { id: 'usr_1' } },
  { id: 'prd_2', title: 'Lamp', note: 'blue', owner: { id: 'usr_2' } },
];

/** Every way in which a subgraph's resolver may fail. */
const failures: Record<string, () => Error> = {
  secretly: () => new Error('password=hunter2 at postgres://soko@10.0.0.7'),
  'not-found': () => notFound('Product prd_9'),
  suggesting: () => badUserInput('There is no field "titel". Did you mean "title" or "things"?', 'how'),
};

/** How often `slow` was called, for tests that need it to be under way. */
export const slowCalls = { begun: 0 };

const shopResolvers = {
  Node: { __resolveType: ({ id }: { id: string }) => ({ prd: 'Thing', rcp: 'Receipt', mem: 'Memo' })[id.slice(0, 3)] },
  Found: { __resolveType: () => 'Thing' },
  Query: {
    things: (_: unknown, { first = 2 }: { first?: number }) => things.slice(0, first),
    node: (_: unknown, { id }: { id: string }) => things.find((thing) => thing.id === id) ?? { id, note: 'n', sum: 1 },
    search: () => things,
    secretThings: () => things,
    fail: (_: unknown, { how }: { how: string }) => {
      throw failures[how]!();
    },
    rating: () => 5,
    slow: async (_: unknown, { ms }: { ms: number }) => {
      slowCalls.begun += 1;
      return new Promise((resolve) => setTimeout(() => resolve(ms), ms));
    },
  },
  Subscription: {
    // A missing thing is reported; a thing of another owner is hidden.
    thingChanged: live<{ id: string }, Context, object>({
      follow({ id }) {
        if (id === 'prd_closed') throw forbidden('This thing is closed.');
        return [id];
      },
      answer: ({ topic, envelope }, { id }, { identity }) => {
        const thing = things.find((candidate) => candidate.id === id);
        const mine = identity.viewer.kind === 'user' && thing?.owner.id === identity.viewer.id;
        if (envelope.sequence === 13) throw new Error('thirteen');
        const { padding = '' } = envelope.data as { padding?: string };
        return thing && mine ? { ...thing, note: `${topic} ${envelope.sequence}${padding}` } : null;
      },
    }),
    // For everyone.
    thingSeen: live<{ id: string }, Context, object>({
      follow: ({ id }) => [id],
      answer: ({ envelope }) => {
        const { padding = '' } = envelope.data as { padding?: string };
        return { id: envelope.subject, title: `${envelope.sequence}${padding}` };
      },
    }),
    wordSaid: live<{ id: string }, Context, object>({
      follow: ({ id }) => [id],
      answer: ({ envelope }) => envelope.data as { text: string },
    }),
    myThings: live<object, Context, object>({
      follow: (_, { identity }) => (identity.viewer.kind === 'user' ? [identity.viewer.id] : []),
      answer: ({ envelope }) => ({ ...things.find(({ id }) => id === envelope.subject), note: `${envelope.sequence}` }),
    }),
    allThings: live<object, Context, object>({
      follow: () => null,
      answer: ({ envelope }) => ({ ...things.find(({ id }) => id === envelope.subject), note: `${envelope.sequence}` }),
    }),
  },
  Mutation: {
    visit: () => 1,
    weigh: () => 2,
    paint: () => 3,
    addThing: (_: unknown, { input }: { input: { title: string } }) => ({ id: 'prd_3', title: input.title }),
  },
};

const executor = (sdl: string, resolvers: object): SubgraphTransport =>
  createExecutor({
    name: 'fixture',
    schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never }),
    context: (identity): Context => ({ identity }),
    log: silentLogger,
  });

/** Two real subgraphs in this process. */
export const createSubgraphs = (): Record<string, SubgraphTransport> => ({
  people: executor(peopleSdl, peopleResolvers),
  shop: executor(shopSdl, shopResolvers),
});

/** Composes SDLs as `npm run compose` does. */
export function compose(sdls: Record<string, string>, urls: Record<string, string> = {}): string {
  const services = Object.entries(sdls).map(([name, sdl]) => ({
    name,
    url: urls[name] ?? `http://${name}.invalid/graphql`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

export const fixtureSupergraph = (): string => compose({ people: peopleSdl, shop: shopSdl });
