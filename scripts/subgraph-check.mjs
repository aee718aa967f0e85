/**
 * `npm run subgraph:check` makes a subgraph in a temporary copy of the project and runs everything on it that a change must
 * pass: types, lint, format, words, freshness, its specs, and Soko with it. The copy is removed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import { askStandalone } from './subgraph/ask-standalone.mjs';
import { copyProject } from './subgraph/copy-project.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run subgraph:check [-- --keep]

Makes a subgraph in a temporary copy of the project, checks and runs it.
  --keep    leave the copy where it is, to look into`,
  options: { keep: { type: 'boolean', default: false } },
});

const subgraph = 'trinkets';

const startedAt = Date.now();
const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(0).padStart(3);

function run(copy, name, script, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: copy, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} failed.\n${stdout}${stderr}`);
  console.log(`[${seconds()} s] ${name}`);
}

/** The files that the new subgraph adds or changes. All others are as they are here. */
function written(copy) {
  const files = execFileSync('git', ['ls-files', '--others', '--exclude-standard'], { cwd: copy, encoding: 'utf8' });
  const isOwn = (file) => !existsSync(file) || !readFileSync(file).equals(readFileSync(join(copy, file)));
  return files.split('\n').filter((file) => file !== '' && isOwn(file));
}

async function checkNewSubgraph(copy) {
  const bin = (path) => `node_modules/${path}`;
  run(copy, 'made', 'scripts/subgraph-new.mjs', subgraph);
  const jest = ['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js')];
  run(copy, 'its specs', ...jest, '--selectProjects', 'unit', 'integration', '--', `subgraphs/${subgraph}`);
  run(copy, 'bundled', 'scripts/bundle.mjs');
  const { data, errors } = await askStandalone(
    copy,
    '{ trinket(id: "trk_1") { name } __type(name: "Trinket") { name } }',
  );
  const code = errors?.[0]?.extensions?.code;
  if (code !== 'UNAUTHENTICATED') throw new Error(`Soko does not serve the field: ${JSON.stringify({ data, errors })}`);
  console.log(`[${seconds()} s] served by Soko`);

  run(copy, 'types', bin('typescript/bin/tsc'), '-p', '.');
  run(copy, 'lint', bin('oxlint/bin/oxlint'), '--type-aware', '--quiet', `subgraphs/${subgraph}`, 'packages/events');
  const check = ['--check', '--log-level=warn', '--ignore-unknown'];
  run(copy, 'format', bin('prettier/bin/prettier.cjs'), ...check, ...written(copy));
  run(copy, 'words', 'scripts/words-check.mjs', `subgraphs/${subgraph}`);
  for (const script of ['compose', 'events-doc', 'subgraphs-generate', 'variables-doc'])
    run(copy, `${script} is fresh`, `scripts/${script}.mjs`, '--check');
  run(copy, 'migrations are not behind', 'scripts/migration-check.mjs');
  run(copy, 'deployment files fit', 'scripts/deploy-check.mjs');
}

const copy = copyProject();
console.log(`[${seconds()} s] copied to ${copy}`);
try {
  await checkNewSubgraph(copy);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (!values.keep) rmSync(copy, { recursive: true, force: true });
}
