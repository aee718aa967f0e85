/**
 * `npm run limits:doc` writes docs/limits.md from packages/limits/catalogue.ts. With `--check` nothing is written: it
 * fails when the committed file is stale.
 */
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run limits:doc [-- --check]

Writes docs/limits.md from packages/limits/catalogue.ts.
  --check    write nothing; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

const { limitsDoc } = await importTypescript('packages/limits/catalogue.ts');

await writeGenerated({ files: { 'docs/limits.md': limitsDoc() }, check: values.check, command: 'npm run limits:doc' });
