/**
 * `node bench/gateway/executors.mjs --help`: pages of the shop with the compiled executor of the gateway beside the stock
 * one. Two Sokos of the same build take turns, so that both have the same share of a machine that has other work.
 */
import { readCommandLine, readWholeNumber } from '../../scripts/command-line.mjs';
import { prepare } from '../../scripts/prepare.mjs';
import { compareInTurns } from '../in-turns.mjs';

const usage = `Usage: node bench/gateway/executors.mjs [--products 1000] [--seconds 2] [--rounds 5] [--connections 16]

Measures pages of the shop with both executors of the gateway in turns, and prints a table.
  --products      size of the catalogue
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   connections at the same time`;

const { values } = readCommandLine({
  usage,
  options: {
    products: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
  },
});
const [products, seconds, rounds, connections] = ['products', 'seconds', 'rounds', 'connections'].map((name) =>
  readWholeNumber(values[name], name, { usage }),
);

await prepare();
const executors = { stock: { GATEWAY_EXECUTOR: 'stock' }, compiled: { GATEWAY_EXECUTOR: 'compiled' } };
await compareInTurns('executor', executors, { products, seconds, rounds, connections });
