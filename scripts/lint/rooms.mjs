/**
 * Who may import what. An entry of oxlint's `overrides` replaces a rule instead of adding to it, so that each room repeats
 * what holds everywhere: `npm run lint:generate` writes them to .oxlint-rooms.json.
 */

const kafka = {
  regex: '^kafkajs$',
  message: 'Only packages/event-bus/kafka uses Kafka; everything else uses the event bus.',
};
const adapter = { regex: '^@prisma/adapter-pg$', message: 'Only packages/postgres makes adapters.' };
const otherSubgraphs = {
  regex: '^(@soko/subgraph-|(\\.\\./)+subgraphs/)',
  message: 'Subgraphs meet in packages/events and in the graph, never in code. Only compositions/ composes them.',
};
const everywhere = [kafka, adapter, otherSubgraphs];

/** Relative imports of these folders or files of the same subgraph, from any depth. */
const own = (names, message) => ({ regex: `^(\\.\\./)+(${names.join('|')})(/|\\.ts$)`, message });

const oneWay = 'Data flows one way: resolvers and events → commands → domain and store.';

const impurePackages = [
  '^(pg|fastify|graphql|dataloader|undici|ws|pino|stripe|@redis/client)$',
  '^@(prisma|apollo|fastify|as-integrations)/',
  '^@soko/(postgres|event-bus|outbox|idempotency|limits|subgraph|log|testing)(/|$)',
  '^(node:)?(fs|http|https|http2|net|tls|dns|dgram|child_process|worker_threads|cluster|timers|process|os)(/|$)',
].map((regex) => ({ regex, message: 'domain/ is pure: facts come in as arguments, a decision comes out.' }));

/** The deepest folder of a room that has files. */
const maxDepth = 3;

/** Relative imports that leave the folder which lies `levels` above the file. */
const above = (levels, message) => ({ regex: `^(\\.\\./){${levels + 1}}`, message });

/**
 * A room of every subgraph: its files in all depths, which import nothing by a relative path outside of the subgraph.
 * `room` is empty for the files beside the rooms.
 */
const roomOfSubgraphs = (room, forbidden) =>
  Array.from({ length: maxDepth }, (_, depth) => ({
    files: [`subgraphs/*/${room === '' ? '' : `${room}/`}${'*/'.repeat(depth)}*.ts`],
    forbidden: [
      ...everywhere,
      ...forbidden(depth),
      above(
        depth + (room === '' ? 0 : 1),
        'A subgraph imports nothing of another folder but packages, by their names.',
      ),
    ],
  }));

/** domain/ imports nothing of its subgraph. */
const domain = (depth) => [
  ...impurePackages,
  above(depth, 'domain/ imports nothing of its subgraph but itself: other files import it.'),
];

/** Files of a subgraph that no room below names: the last area that names a file counts. */
const elsewhere = roomOfSubgraphs('', () => []);

/** Every area with the imports that it must not have. The first holds where no other does. */
export const areas = [
  { files: null, forbidden: everywhere },
  { files: ['packages/event-bus/kafka/**'], forbidden: [adapter, otherSubgraphs] },
  { files: ['packages/postgres/**', 'packages/subgraph/**'], forbidden: [kafka, otherSubgraphs] },
  { files: ['compositions/**', 'demo/**', 'bench/**', 'e2e/**'], forbidden: [kafka, adapter] },
  ...elsewhere,
  ...roomOfSubgraphs('domain', domain),
  ...roomOfSubgraphs('store', () => [
    own(['commands', 'resolvers', 'events', 'peers', 'routes', 'context', 'index'], oneWay),
  ]),
  ...roomOfSubgraphs('commands', () => [own(['resolvers', 'events', 'routes', 'loaders', 'index'], oneWay)]),
  ...roomOfSubgraphs('resolvers', () => [own(['events', 'routes', 'index'], oneWay)]),
  ...roomOfSubgraphs('events', () => [own(['resolvers', 'routes', 'loaders', 'index'], oneWay)]),
  ...roomOfSubgraphs('providers', () => [
    own(['commands', 'resolvers', 'events', 'routes', 'store', 'context', 'loaders', 'index'], oneWay),
  ]),
  ...roomOfSubgraphs('ledger', (depth) => [
    above(depth, 'ledger/ imports nothing of its subgraph but itself: it knows no wallet and no bet.'),
  ]),
  ...roomOfSubgraphs('routes', () => [own(['resolvers', 'events', 'loaders', 'index'], oneWay)]),
];

const restricted = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

/** The configuration that .oxlintrc.json extends. */
export const roomsConfig = {
  // Without this line oxlint adds its default plugins to those of .oxlintrc.json.
  plugins: [],
  rules: restricted(areas[0].forbidden),
  overrides: areas.slice(1).map(({ files, forbidden }) => ({ files, rules: restricted(forbidden) })),
};
