/**
 * `npm run contracts` compiles packages/contracts/solidity with solc (WebAssembly) and OpenZeppelin, and writes the ABI and
 * the bytecode beside it. With `--check` it fails when the committed file differs from what the sources give.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readCommandLine } from './command-line.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run contracts [-- --check]

Compiles the contracts into packages/contracts/soko-collection.ts.
  --check    writes nothing, and fails when the file is out of date`,
  options: { check: { type: 'boolean', default: false } },
});

const require = createRequire(import.meta.url);
const solc = require('solc');

const folder = 'packages/contracts/solidity';
const source = 'SokoCollection.sol';

const input = {
  language: 'Solidity',
  sources: { [source]: { content: readFileSync(`${folder}/${source}`, 'utf8') } },
  settings: {
    optimizer: { enabled: true, runs: 200 },
    // Every chain of the last years runs it; later versions need instructions that some do not have.
    evmVersion: 'cancun',
    metadata: { bytecodeHash: 'none' },
    outputSelection: { '*': { SokoCollection: ['abi', 'evm.bytecode.object'] } },
  },
};

const output = JSON.parse(
  solc.compile(JSON.stringify(input), {
    import: (path) => ({ contents: readFileSync(require.resolve(path), 'utf8') }),
  }),
);
const faults = output.errors ?? [];
if (faults.length > 0) {
  console.error(faults.map(({ formattedMessage }) => formattedMessage).join('\n'));
  process.exit(1);
}
const { abi, evm } = output.contracts[source].SokoCollection;

await writeGenerated({
  files: {
    'packages/contracts/soko-collection.ts': `/** SokoCollection.sol, compiled. Written by \`npm run contracts\`. */
export const sokoCollection = { abi: ${JSON.stringify(abi)}, bytecode: '0x${evm.bytecode.object}' } as const;
`,
  },
  check: values.check,
  command: 'npm run contracts',
});
