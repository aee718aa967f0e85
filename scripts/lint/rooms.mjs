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
  regex: '^@soko/subgraph-',
  message: 'Subgraphs meet in packages/events and in the graph, never in code. Only compositions/ composes them.',
};
const everywhere = [kafka, adapter, otherSubgraphs];

/** Relative imports of these folders or files of the same subgraph, from any depth. */
const own = (names, message) => ({ regex: `^(\\.\\./)+(${names.join('|')})(/|\\.ts$)`, message });

const oneWay = 'Data flows one way: resolvers and events → commands → domain and store.';

const impurePackages = [
  '^(pg|fastify|graphql|dataloader|undici|ws|pino|stripe)$',
  '^@(prisma|apollo|fastify|as-integrations)/',
  '^@soko/(postgres|event-bus|outbox|idempotency|subgraph|log|testing)(/|$)',
  '^node:(fs|http|https|http2|net|tls|dns|dgram|child_process|worker_threads|cluster|timers|process|os)(/|$)',
].map((regex) => ({ regex, message: 'domain/ is pure: facts come in as arguments, a decision comes out.' }));

/** Anything that climbs out of domain/, from a file that lies `depth` folders deep in it. */
const outsideDomain = (depth) => ({
  regex: `^(\\.\\./){${depth + 1}}`,
  message: 'domain/ imports nothing of its subgraph but itself: other files import it.',
});

const domain = [0, 1, 2].map((depth) => ({
  files: [`subgraphs/*/domain/${'*/'.repeat(depth)}*.ts`],
  forbidden: [...everywhere, ...impurePackages, outsideDomain(depth)],
}));

/** Every area with the imports that it must not have. The first holds where no other does. */
export const areas = [
  { files: null, forbidden: everywhere },
  { files: ['packages/event-bus/kafka/**'], forbidden: [adapter, otherSubgraphs] },
  { files: ['packages/postgres/**', 'packages/subgraph/**'], forbidden: [kafka, otherSubgraphs] },
  { files: ['compositions/**', 'demo/**', 'bench/**', 'e2e/**'], forbidden: [kafka, adapter] },
  ...domain,
  {
    files: ['subgraphs/*/store/**'],
    forbidden: [...everywhere, own(['commands', 'resolvers', 'events', 'peers', 'routes', 'context', 'index'], oneWay)],
  },
  {
    files: ['subgraphs/*/commands/**'],
    forbidden: [...everywhere, own(['resolvers', 'events', 'routes', 'loaders', 'index'], oneWay)],
  },
  { files: ['subgraphs/*/resolvers/**'], forbidden: [...everywhere, own(['events', 'routes', 'index'], oneWay)] },
  {
    files: ['subgraphs/*/events/**'],
    forbidden: [...everywhere, own(['resolvers', 'routes', 'loaders', 'index'], oneWay)],
  },
];

const restricted = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

/** The configuration that .oxlintrc.json extends. */
export const roomsConfig = {
  // Without this line oxlint adds its default plugins to those of .oxlintrc.json.
  plugins: [],
  rules: restricted(areas[0].forbidden),
  overrides: areas.slice(1).map(({ files, forbidden }) => ({ files, rules: restricted(forbidden) })),
};
