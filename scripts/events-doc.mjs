/**
 * `npm run events:doc` writes docs/events.md from packages/events and from what the subgraphs listen to. With `--check`
 * nothing is written: it fails when the committed file says something else.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { importTypescript } from './import-typescript.mjs';
import { subgraphs } from './subgraphs.mjs';

const target = 'docs/events.md';
const { eventsDoc } = await importTypescript('scripts/events/events-doc.ts');
const { listenersIn } = await importTypescript('scripts/events/listeners-in.ts');

/** The files of a subgraph that listen to something. */
function consumersOf(subgraph) {
  const folder = join('subgraphs', subgraph, 'events');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => /^on-.*(?<!\.spec)\.ts$/.test(file)).map((file) => join(folder, file));
}

function listenersOf(subgraph) {
  return consumersOf(subgraph).flatMap((file) => {
    try {
      return listenersIn(readFileSync(file, 'utf8')).map((interest) => ({ subgraph, ...interest }));
    } catch (error) {
      throw new Error(`Cannot tell what ${file} listens to: ${error.message}`, { cause: error });
    }
  });
}

const text = await format(eventsDoc(subgraphs.flatMap(listenersOf)), {
  ...(await resolveConfig(target)),
  parser: 'markdown',
});

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`wrote ${target}`);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error(`${target} is stale. Run "npm run events:doc" and commit it.`);
  process.exit(1);
}
