/**
 * `npm run events:doc` writes docs/events.md from packages/events and the consumers of the subgraphs. With `--check`
 * nothing is written: it fails when the committed file is stale.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';
import { subgraphs } from './subgraphs.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run events:doc [-- --check]

Writes docs/events.md from packages/events and the consumers of the subgraphs.
  --check    write nothing; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

const { eventsDoc } = await importTypescript('scripts/events/events-doc.ts');
const { listenersIn } = await importTypescript('scripts/events/listeners-in.ts');

/** Consumers that several subgraphs have in common, by the functions that make them. */
const shared = {
  storeMemberConsumer: listenersIn(readFileSync('packages/store-members/consumer.ts', 'utf8')),
};

/** The files of a subgraph that listen to something. */
function consumersOf(subgraph) {
  const folder = join('subgraphs', subgraph, 'events');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => /^on-.*(?<!\.spec)\.ts$/.test(file)).map((file) => join(folder, file));
}

function listenersOf(subgraph) {
  return consumersOf(subgraph).flatMap((file) => {
    try {
      return listenersIn(readFileSync(file, 'utf8'), shared).map((interest) => ({ subgraph, ...interest }));
    } catch (error) {
      throw new Error(`The topics that ${file} listens to cannot be read: ${error.message}`, { cause: error });
    }
  });
}

await writeGenerated({
  files: { 'docs/events.md': eventsDoc(subgraphs.flatMap(listenersOf)) },
  check: values.check,
  command: 'npm run events:doc',
});
