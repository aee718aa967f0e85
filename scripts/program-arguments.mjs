/**
 * The arguments of the programs in dist/server. Their scripts read them before they install and build anything, and the
 * programs read them again, for containers and other callers.
 */

export const startArguments = {
  usage: `Usage: npm start [-- --reset]

Runs the whole platform in one process. Installs and builds first what is missing.
  --reset    delete the databases and simulators of earlier runs and start with fresh demo data

  PORT            port of the gateway. Default 4000
  SOKO_DATA_DIR   folder of the installation. Default .soko
docs/variables.md lists all variables.`,
  options: { reset: { type: 'boolean', default: false } },
};

export const serviceArguments = {
  usage: `Usage: npm run service -- <name>

Runs one service as this process.
  <name>    gateway; a subgraph, such as orders; or migrate, which prepares every database and ends`,
  options: { help: { type: 'boolean', default: false } },
  minArguments: 1,
  maxArguments: 1,
};

export const anyGatewayArguments = {
  usage: `Usage: npm run soko-gateway -- --supergraph <file or URL> [--config <file>] [--subgraph <name>=<URL> …] [--port <port>]

Runs the gateway alone, for any supergraph. In its image and by npx: soko-gateway --supergraph <file or URL> …
  --supergraph     file or URL of the supergraph. It is read again when it changes
  --config         JSON file: headers, errors, certificates and subscriptions of subgraphs, and variables
  --subgraph       GraphQL address of a subgraph. Default: the routing URL in the supergraph
  --port           TCP port to listen on. Default 4000
  --print-schema   prints the JSON schema of the file for --config, and ends
docs/gateway.md describes the file, docs/variables.md the variables.`,
  options: {
    supergraph: { type: 'string' },
    config: { type: 'string' },
    subgraph: { type: 'string', multiple: true },
    port: { type: 'string' },
    'print-schema': { type: 'boolean', default: false },
  },
};

export const adminArguments = {
  usage: `Usage: npm run admin -- <email> [--unverified]

Adds the role ADMIN to the account with this email address. The account must exist: sign up first.
  --unverified   accept an account whose email address was never verified, and make it active. Use it only for
                 an account that you have just signed up yourself: anyone can sign up with any address.
Works while Soko runs and while it is stopped. Uses USERS_DATABASE_URL, or DATABASE_URL, or the embedded
Postgres in SOKO_DATA_DIR. In a container: node dist/server/admin.js <email>`,
  options: { unverified: { type: 'boolean', default: false } },
  minArguments: 1,
  maxArguments: 1,
};

export const seedArguments = {
  usage: `Usage: npm run seed [-- --products <count>] [--reset]

Fills this installation, running or stopped, with a catalogue.
  --products   number of products in the catalogue, 1 to 1000000; the first 344 are the demo's own. Default 344
  --reset      delete all data first`,
  options: { products: { type: 'string', default: '344' }, reset: { type: 'boolean', default: false } },
};

export const seedStoresArguments = {
  usage: `Usage: npm run seed:stores

Adds to the demo stores of a Soko that runs on this machine: tokens on sale and to claim, a reward, contacts with
segments, a plan that is paid by a test card, and a report of each month. The chain of this machine starts with it, and
with every start of Soko from then on. A repeat adds what is missing.

  PORT   port of the gateway. Default 4000`,
  options: {},
};

export const deadLettersArguments = {
  usage: `Usage: npm run dead-letters -- list [--group <group>] [--topic <topic>] [--limit <count>] [--json]
       npm run dead-letters -- replay --group <group> [--topic <topic>] [--id <id> …]

  list     lists the consumer groups that have dead letters, or the dead letters of one group, oldest first
  replay   delivers dead letters to their group again: all, those of a topic, or those with the given ids`,
  options: {
    group: { type: 'string' },
    topic: { type: 'string' },
    id: { type: 'string', multiple: true },
    limit: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
  maxArguments: 1,
};

export const outboxArguments = {
  usage: `Usage: npm run outbox -- list [--subgraph <name>] [--limit <count>] [--json]
       npm run outbox -- resend --subgraph <name> [--id <id> …]

  list     lists the events that the event bus refused, with its answer, oldest first
  resend   publishes refused events of one subgraph again: all, or those with the given ids`,
  options: {
    subgraph: { type: 'string' },
    id: { type: 'string', multiple: true },
    limit: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
  maxArguments: 1,
};

export const verifyLedgerArguments = {
  usage: `Usage: npm run verify-ledger [-- --since <time>] [--json]

Checks that no row of the ledger was changed, added or removed behind its back, and that everything adds up. It only
reads, while Soko runs or is stopped. Ends with 1 when it finds something. docs/ledger.md explains the rules.
  --since   checks postings from this time on, such as 2026-03-01T00:00:00Z; all by default
  --json    one JSON object per break`,
  options: { since: { type: 'string' }, json: { type: 'boolean', default: false } },
};

export const invariantsArguments = {
  usage: `Usage: npm run invariants [-- --settled-minutes <minutes>] [--json]

Checks the rules of docs/invariants.md on all rows of all databases. It only reads. Ends with 1 when a rule is broken.
  --settled-minutes   time after which work must have ended; default 60
  --json              one JSON object per broken row`,
  options: { 'settled-minutes': { type: 'string', default: '60' }, json: { type: 'boolean', default: false } },
};

export const projectionsArguments = {
  usage: `Usage: npm run projections [-- list]
       npm run projections -- rebuild <name>

  list      lists the read models, their generations, and how far they are behind
  rebuild   builds a read model, sales or business, again from the record of events, beside the old one, which answers
            meanwhile. Soko must run. Events that arrive during it are in both`,
  options: {},
  maxArguments: 2,
};
