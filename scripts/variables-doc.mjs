/**
 * `npm run variables:doc` writes docs/variables.md from the env.ts files: every variable with its default, its meaning and
 * the services that read it. With `--check` nothing is written: it fails when the committed file is stale.
 */
import { readCommandLine } from './command-line.mjs';
import { services } from './deploy/services.mjs';
import { importTypescript } from './import-typescript.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run variables:doc [-- --check]

Writes docs/variables.md from the env.ts files.
  --check    write nothing; fail when the committed file is stale

Fails for a variable without a description.`,
  options: { check: { type: 'boolean', default: false } },
});

const { problemsOf, variablesDoc } = await importTypescript('scripts/variables/variables-doc.ts');
const { standaloneEnv } = await importTypescript('compositions/env.ts');
const { gatewayEnv, gatewayServiceEnv } = await importTypescript('gateway/env.ts');

const { gateway, ...subgraphs } = await services();

/** The gateway reads some variables with another default when it is a part of `npm start`. */
const gatewayWithin = Object.fromEntries(
  Object.entries(gatewayEnv).filter(([name, schema]) => name in gateway && gatewayServiceEnv[name] !== schema),
);
const programs = { gateway, ...subgraphs, 'npm start': { ...gatewayWithin, ...standaloneEnv } };

await writeGenerated({
  files: { 'docs/variables.md': variablesDoc(programs, ['gateway', ...Object.keys(subgraphs)]) },
  check: values.check,
  command: 'npm run variables:doc',
});
for (const problem of problemsOf(programs)) {
  console.error(problem);
  process.exitCode = 1;
}
