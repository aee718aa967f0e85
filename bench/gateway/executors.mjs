/**
 * `node bench/gateway/executors.mjs --help`: pages of the shop with the compiled executor of the gateway beside the stock
 * one. Two Sokos of the same build take turns, so that both have the same share of a machine that has other work.
 */
import { prepare } from '../../scripts/prepare.mjs';
import { compareInTurns, readTurns } from '../in-turns.mjs';

const options = readTurns(
  'node bench/gateway/executors.mjs',
  'Measures pages of the shop with both executors of the gateway in turns, and prints a table.',
);

await prepare();
const executors = { stock: { GATEWAY_EXECUTOR: 'stock' }, compiled: { GATEWAY_EXECUTOR: 'compiled' } };
await compareInTurns('executor', executors, options);
