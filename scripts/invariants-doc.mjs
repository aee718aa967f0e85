/**
 * `npm run invariants:doc` writes docs/invariants.md from the rules of the subgraphs. With `--check` nothing is written:
 * it fails when the committed file is stale.
 */
import { existsSync } from 'node:fs';
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';
import { subgraphs } from './subgraphs.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run invariants:doc [-- --check]

Writes docs/invariants.md from the rules of the subgraphs.
  --check    write nothing; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

const { invariantsDoc } = await importTypescript('scripts/invariants/invariants-doc.ts');
const rulesOf = async (subgraph) => {
  const file = `subgraphs/${subgraph}/store/invariants.ts`;
  return existsSync(file) ? (await importTypescript(file)).invariants : [];
};
const owners = await Promise.all(subgraphs.map(async (name) => ({ name, rules: await rulesOf(name) })));

await writeGenerated({
  files: { 'docs/invariants.md': invariantsDoc(owners.filter(({ rules }) => rules.length > 0)) },
  check: values.check,
  command: 'npm run invariants:doc',
});
