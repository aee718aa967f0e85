/**
 * Composes supergraph.yaml into schema/supergraph.graphql, and writes what clients see of it to schema/api.graphql. With
 * `--check` nothing is written: it fails when a committed file is not what the subgraphs compose to.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readCommandLine } from './command-line.mjs';
import { apiSchemaOf, composeSupergraph } from './schema/compose-supergraph.mjs';
import { describeMistake, readContract, SchemaMistakes } from './schema/contract.mjs';
import { subgraphs } from './subgraphs.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run compose [-- --check]

Generates the code of every subgraph, composes the subgraphs of supergraph.yaml into schema/supergraph.graphql, and
writes the graph as clients see it to schema/api.graphql.
  --check    write no schema; fail when a committed file is stale`,
  options: { check: { type: 'boolean', default: false }, generate: { type: 'boolean', default: false } },
});

if (values.generate) {
  const { status } = spawnSync(process.execPath, ['scripts/generate.mjs'], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

try {
  for (const name of subgraphs) readContract(`subgraphs/${name}/schema.graphql`);
} catch (error) {
  if (!(error instanceof SchemaMistakes)) throw error;
  console.error(error.message);
  process.exit(1);
}

const targets = { supergraph: 'schema/supergraph.graphql', api: 'schema/api.graphql' };
const { names, supergraphSdl, errors, hints } = composeSupergraph();
if (errors) {
  for (const error of errors) console.error(describeMistake(error, 'supergraph.yaml'));
  console.error('The subgraphs do not compose.');
  process.exit(1);
}
const notable = hints.filter(({ definition }) => definition.level.name === 'WARN');
for (const hint of notable) console.warn(`hint: ${hint.message}`);
if (notable.some(({ definition }) => definition.code === 'INCONSISTENT_DESCRIPTION')) {
  console.error('One element has several descriptions. Use the words of the subgraph that owns it in all of them.');
  process.exit(1);
}

const texts = {
  [targets.supergraph]: `${supergraphSdl.trimEnd()}\n`,
  [targets.api]: `${apiSchemaOf(supergraphSdl).trimEnd()}\n`,
};
const stale = Object.entries(texts).filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);

if (!values.check) {
  for (const [file, text] of stale) writeFileSync(file, text);
  console.log(`composed ${names.join(', ')} into ${targets.supergraph}`);
} else if (stale.length > 0) {
  console.error(`Out of date: ${stale.map(([file]) => file).join(', ')}. Run "npm run compose" and commit the result.`);
  process.exit(1);
}
