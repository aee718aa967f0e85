/**
 * Composes supergraph.yaml into schema/supergraph.graphql. With `--check` nothing is written: it fails when the
 * committed file is not what the subgraphs compose to.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readCommandLine } from './command-line.mjs';
import { composeSupergraph } from './schema/compose-supergraph.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run compose [-- --check]

Generates the code of every subgraph, and composes the subgraphs of supergraph.yaml into schema/supergraph.graphql.
  --check    write no supergraph; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false }, generate: { type: 'boolean', default: false } },
});

if (values.generate) {
  const { status } = spawnSync(process.execPath, ['scripts/generate.mjs'], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

const target = 'schema/supergraph.graphql';
const { names, supergraphSdl, errors, hints } = composeSupergraph();
if (errors) {
  for (const error of errors) console.error(`- ${error.message}`);
  console.error('The subgraphs do not compose.');
  process.exit(1);
}
const notable = hints.filter(({ definition }) => definition.level.name === 'WARN');
for (const hint of notable) console.warn(`hint: ${hint.message}`);
if (notable.some(({ definition }) => definition.code === 'INCONSISTENT_DESCRIPTION')) {
  console.error('One element has several descriptions. Use the words of the subgraph that owns it in all of them.');
  process.exit(1);
}

if (!values.check) {
  writeFileSync(target, `${supergraphSdl.trimEnd()}\n`);
  console.log(`composed ${names.join(', ')} into ${target}`);
} else if (readFileSync(target, 'utf8') !== `${supergraphSdl.trimEnd()}\n`) {
  console.error(`${target} is out of date. Run "npm run compose" and commit it.`);
  process.exit(1);
}
