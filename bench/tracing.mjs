/**
 * `node bench/tracing.mjs --help`: what traces cost: pages of the shop without a collector, with the default share
 * of traced operations, and with all of them. Sokos of the same build take turns.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { prepare } from '../scripts/prepare.mjs';
import { compareInTurns, readTurns } from './in-turns.mjs';

const options = readTurns(
  'node bench/tracing.mjs',
  'Measures pages of the shop without traces, with a tenth of the operations traced, and with all, in turns, and prints a table.',
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
  await compareInTurns('traces', traces, options);
} finally {
  collector.close();
}
