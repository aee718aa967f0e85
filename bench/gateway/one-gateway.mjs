/**
 * One gateway as a process of its own, for `beside-stock.mjs`: `node bench/gateway/one-gateway.mjs KIND SUPERGRAPH`. Prints
 * its port.
 *   stock     @apollo/server and @apollo/gateway as their documentation shows them
 *   undici    the same with our HTTP client
 *   compiled  the same with our HTTP client and executor
 *   shared    the same, and equal queries that run at the same time are sent once
 */
import { readFile } from 'node:fs/promises';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { importTypescript } from '../../scripts/import-typescript.mjs';

const [kind, file] = process.argv.slice(2);
const { compileExecutor, correctPlans, correctSupergraph, httpSource, shareQueries } = await importTypescript(
  'packages/federation-executor/index.ts',
);
process.env.APOLLO_TELEMETRY_DISABLED = '1';
const supergraph = correctSupergraph(await readFile(file, 'utf8'));
const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error };
const share = shareQueries({ senderOf: ({ authorization }) => String(authorization) });
const sourceFor = ({ name, url }) => {
  const source = httpSource({ url, headersOf: ({ authorization }) => (authorization ? { authorization } : {}) });
  return kind === 'shared' ? share(name, source) : source;
};

const gateway = new ApolloGateway({
  supergraphSdl: supergraph.supergraphSdl,
  logger: quiet,
  ...(kind === 'stock' ? {} : { buildService: sourceFor }),
});
if (kind === 'compiled' || kind === 'shared') {
  compileExecutor(gateway);
  correctPlans(gateway, supergraph);
}
const server = new ApolloServer({ gateway, logger: quiet, introspection: false, stopOnTerminationSignals: false });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
console.log(new URL(url).port);
