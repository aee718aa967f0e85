/**
 * `node bench/tracing.mjs --help`: what traces cost: pages of the shop without a collector, with the default share
 * of traced operations, and with all of them. Sokos of the same build take turns.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { prepare } from '../scripts/prepare.mjs';
import { compareInTurns } from './in-turns.mjs';

const usage = `Usage: node bench/tracing.mjs [--products 1000] [--seconds 2] [--rounds 5] [--connections 16]

Measures pages of the shop without traces, with a tenth of the operations traced, and with all, in turns, and prints a table.
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

/** A collector that reads what it gets, on the core of the load. */
const collector = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
});
collector.listen(0, '127.0.0.1');
await once(collector, 'listening');
const traced = (share) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}`,
  OTEL_TRACES_SAMPLER_ARG: share,
});

await prepare();
const traces = { none: {}, 'a tenth': traced('0.1'), all: traced('1') };
try {
  await compareInTurns('traces', traces, { products, seconds, rounds, connections });
} finally {
  collector.close();
}
