/**
 * `npm run subgraph:new -- wallets` makes a subgraph that works: folder, schema, database, command, event, consumer and
 * specs from scripts/subgraph/template, and its entries in every list. docs/adding-a-subgraph.md says what each file is for.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';
import { migrationsFolder, migrationsOf } from './migrations/datamodels.mjs';
import { subgraphs } from './subgraphs.mjs';

const { values, arguments: given } = readCommandLine({
  usage: `Usage: npm run subgraph:new -- <name> [--entity <Name>] [--prefix <abc>]

Makes a subgraph that works, with one query, one command, one event, one consumer and their specs.
  <name>      of the subgraph, in lower-case letters: wallets
  --entity    its first entity, one word: Wallet (by default, the singular of the name)
  --prefix    three letters that its ids begin with (by default, from the entity: its first letter and
              the first two consonants after it that are free together, such as wll for Wallet)`,
  options: { entity: { type: 'string' }, prefix: { type: 'string' } },
  minArguments: 1,
  maxArguments: 1,
});

const { fillIn, readNames, UnusableNames } = await importTypescript('scripts/subgraph/names.ts');
const { withPrefix, withTopic, withWorkspace } = await importTypescript('scripts/subgraph/add-to-lists.ts');
const { prefixes } = await importTypescript('packages/ids/index.ts');

const template = 'scripts/subgraph/template';

/** By the template's folder, where its files go. */
const targets = (names) => ({
  subgraph: `subgraphs/${names.subgraph}`,
  prisma: `prisma/${names.subgraph}`,
  events: 'packages/events',
});

async function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const isFormatted = /\.(ts|json|md|graphql)$/.test(file);
  writeFileSync(file, isFormatted ? await format(text, { ...(await resolveConfig(file)), filepath: file }) : text);
}

async function writeFiles(names) {
  for (const [folder, target] of Object.entries(targets(names))) {
    const files = readdirSync(join(template, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      const file = fillIn(path.slice(join(template, folder).length + 1), names);
      await write(join(target, file), fillIn(readFileSync(path, 'utf8'), names));
    }
  }
}

const change = (file, edit) => writeFileSync(file, edit(readFileSync(file, 'utf8')));

/** What `npm install` would do for one more workspace, without asking the registry. */
function linkWorkspace({ subgraph }) {
  const workspace = { name: `@soko/subgraph-${subgraph}`, folder: `subgraphs/${subgraph}` };
  const link = join('node_modules', workspace.name);
  if (!existsSync(link)) symlinkSync(join('../..', workspace.folder), link, 'junction');
  // npm compares the two files by their time: the one in node_modules last.
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json'])
    change(file, (text) => withWorkspace(text, workspace));
}

function addToLists({ subgraph, entity, prefix }) {
  const file = `${subgraph}-${entity.toLowerCase()}.ts`;
  change('packages/events/all-topics.ts', (source) => withTopic(source, { topic: `${subgraph}${entity}`, file }));
  change('packages/ids/index.ts', (source) => withPrefix(source, { prefix, entity }));
}

const run = (script, ...args) => execFileSync(process.execPath, [`scripts/${script}.mjs`, ...args], { stdio: 'pipe' });

/** Prisma cannot express them: the relay reads rows that are not sent, and counters of limits need no log. */
const sqlByHand = `
-- By hand.
CREATE INDEX "outbox_unsent" ON "outbox" ("position") WHERE "sent_at" IS NULL;
ALTER TABLE "limits" SET UNLOGGED;
`;

function makeMigration({ subgraph }) {
  run('migration', subgraph, 'init');
  const file = join(migrationsFolder(subgraph), migrationsOf(subgraph)[0], 'migration.sql');
  change(file, (sql) => `${sql.trimEnd()}\n${sqlByHand}`);
}

const graphTypes = () =>
  [
    ...readFileSync('schema/supergraph.graphql', 'utf8').matchAll(
      /^(?:type|input|enum|union|interface|scalar) (\w+)/gm,
    ),
  ].map(([, name]) => name);

async function main() {
  const names = readNames(
    { subgraph: given[0], ...values },
    { subgraphs, prefixes: Object.keys(prefixes), types: graphTypes() },
  );
  const { subgraph } = names;
  await writeFiles(names);
  linkWorkspace(names);
  addToLists(names);
  makeMigration(names);
  run('generate', subgraph);
  run('subgraphs-generate');
  run('compose');
  run('events-doc');
  run('variables-doc');
  console.log(`Made the subgraph ${subgraph}: subgraphs/${subgraph}, prisma/${subgraph}, and a topic in packages/events.

  npm test -- subgraphs/${subgraph}   its specs
  npm start                           the graph with it

Then give it its own fields: schema.graphql and prisma/${subgraph}/schema.prisma first (docs/adding-a-subgraph.md).
Add it to the table and the diagram of docs/architecture.md, and to the list of services in README.md.`);
}

main().catch((error) => {
  console.error(error instanceof UnusableNames ? error.message : error);
  process.exitCode = 1;
});
