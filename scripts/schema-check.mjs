/**
 * `npm run schema:check [-- <git ref>]`: composes the working tree and says what it changes for clients of the graph
 * that is committed at the ref (HEAD unless told). Ends with 1 when something breaks them.
 */
import { execFileSync } from 'node:child_process';
import { readCommandLine } from './command-line.mjs';
import { compareGraphs } from './schema/compare-graphs.mjs';
import { composeSupergraph } from './schema/compose-supergraph.mjs';

const { arguments: given } = readCommandLine({
  usage: `Usage: npm run schema:check [-- <git ref>]

Composes the working tree and lists its changes for clients, compared with the graph that is committed at the ref.
  <git ref>    a commit, branch or tag. Default HEAD`,
  maxArguments: 1,
});

const file = 'schema/supergraph.graphql';
const ref = given[0] ?? 'HEAD';

const meanings = {
  breaking: 'Breaking: operations that work today fail',
  dangerous: 'Dangerous: clients may meet what they do not expect',
  safe: 'Safe',
};

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The graph committed at `ref`, or null where there was none yet. */
function committedGraph() {
  try {
    git('rev-parse', '--verify', `${ref}^{commit}`);
  } catch {
    throw new Error(`There is no commit "${ref}" here to compare with.`);
  }
  return git('ls-tree', ref, '--', file) === '' ? null : git('show', `${ref}:${file}`);
}

function tell(changes) {
  const of = (level) => changes.filter((change) => change.level === level);
  const counts = Object.keys(meanings).map((level) => `${of(level).length} ${level}`);
  console.log(
    changes.length === 0 ? `The graph is the same as at ${ref}.` : `Compared with ${ref}: ${counts.join(', ')}.`,
  );
  for (const [level, meaning] of Object.entries(meanings)) {
    if (of(level).length === 0) continue;
    console.log(`\n${meaning}`);
    for (const { path, message } of of(level)) console.log(`  ${path}: ${message}`);
  }
}

async function main() {
  const { supergraphSdl, errors } = composeSupergraph();
  if (errors)
    throw new Error(`The subgraphs do not compose:\n${errors.map(({ message }) => `- ${message}`).join('\n')}`);
  const before = committedGraph();
  if (before === null) return console.log(`${ref} has no ${file} yet, so there is nothing to compare.`);
  const changes = await compareGraphs(before, supergraphSdl);
  tell(changes);
  if (changes.some(({ level }) => level === 'breaking')) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
