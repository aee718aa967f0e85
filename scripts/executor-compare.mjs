/** `npm run executor:compare -- --help`: compares the compiled executor of the gateway with the stock one. */
import { readFile } from 'node:fs/promises';
import { readCommandLine, readWholeNumber } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';

const usage = `Usage: npm run executor:compare [-- --operations 500] [--executions 12] [--size 25] [--seed text]

Executes generated operations over generated data, of which a part is wrong, with the stock executor and the compiled
one. Prints the first difference and a table, and fails when there is a difference.
  --operations    operations for each supergraph: the fixtures, and that of Soko
  --executions    executions of each operation, each with data of its own
  --size          fields of an operation, at most
  --seed          equal seeds generate equal cases`;

const { values } = readCommandLine({
  usage,
  options: {
    operations: { type: 'string', default: '500' },
    executions: { type: 'string', default: '12' },
    size: { type: 'string', default: '25' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const [operations, executions, size] = ['operations', 'executions', 'size'].map((name) =>
  readWholeNumber(values[name], name, { usage }),
);

const { compareWithStock, fixtures } = await importTypescript('packages/federation-executor/differential/index.ts');
const { withoutAuthDirectives } = await importTypescript('gateway/authorization/without-auth-directives.ts');
const soko = withoutAuthDirectives(await readFile('schema/supergraph.graphql', 'utf8'));

const lines = {};
for (const [name, supergraphSdl] of Object.entries({ ...fixtures, Soko: () => soko })) {
  const result = await compareWithStock(supergraphSdl(), { seed: values.seed, operations, executions, size });
  const { differences, fetches, executions: by, ...counts } = result;
  if (differences.length > 0) {
    process.exitCode = 1;
    console.error(name, differences[0]);
  }
  lines[name] = {
    ...counts,
    differences: differences.length,
    'fetches stock': fetches.stock,
    compiled: fetches.compiled,
  };
  console.error(name, by);
}
console.table(lines);
console.log(`seed: ${values.seed}`);
