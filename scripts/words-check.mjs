/**
 * `npm run words:check [-- <path> …]` reads what people read (descriptions, errors, logs, documents, examples, mails) and
 * lists the texts that break the rules of docs/words.md, with what to write instead. Without a path, all of the project.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';

const usage = `Usage: npm run words:check [-- <path> …]

Lists texts that break the rules of docs/words.md, and the words to use instead.
  <path>      a file or folder to check; all of the project without one
  --counts    only the number of problems by folder`;

const { values, arguments: given } = readCommandLine({
  usage,
  options: { counts: { type: 'boolean', default: false } },
  maxArguments: Infinity,
});
const paths = given.map((path) => relative('.', path).replace(/\/$/, '') || '.');

const { checkText } = await importTypescript('scripts/words/check-text.ts');
const { checkDescriptions } = await importTypescript('scripts/words/check-descriptions.ts');

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '');

/** Git lists files that were deleted and not committed yet. */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

const isAskedFor = (file) =>
  paths.length === 0 || paths.some((path) => path === '.' || file === path || file.startsWith(`${path}/`));

const unknown = paths.find(
  (path) => path !== '.' && !files.some((file) => file === path || file.startsWith(`${path}/`)),
);
if (unknown !== undefined) {
  console.error(`There is no file or folder "${unknown}" in this project.`);
  process.exit(2);
}

const schemas = files
  .filter((file) => /^(subgraphs\/[^/]+\/schema(\/[^/]+)?|schema\/shared)\.graphql$/.test(file))
  .map((file) => ({ file, source: read(file) }))
  .filter(({ source }) => source !== null);

const problems = [
  ...checkDescriptions(schemas),
  ...files.filter(isAskedFor).flatMap((file) => {
    const source = read(file);
    return source === null ? [] : checkText(file, source);
  }),
].filter(({ file }) => isAskedFor(file));

if (values.counts) {
  const folders = problems.map(({ file }) => file.split('/').slice(0, 2).join('/'));
  for (const folder of [...new Set(folders)].sort((one, other) => one.localeCompare(other))) {
    console.log(`${String(folders.filter((each) => each === folder).length).padStart(6)}  ${folder}`);
  }
} else {
  for (const { file, line, text, write } of problems) console.log(`${file}:${line}  ${text}\n    Write ${write}.`);
}
if (problems.length > 0) {
  console.error(
    `\n${problems.length === 1 ? '1 text must' : `${problems.length} texts must`} be rewritten; docs/words.md has the rules and the terms.`,
  );
  process.exitCode = 1;
} else {
  console.log('Every text keeps to docs/words.md.');
}
