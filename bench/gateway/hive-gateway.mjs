/**
 * Hive Gateway as a process of its own, for `beside-stock.mjs`: `node bench/gateway/hive-gateway.mjs KIND SUPERGRAPH FOLDER`,
 * with its packages in FOLDER. Prints its port. It is served as its own command serves it, without logs, ids of requests,
 * sockets and telemetry.
 *   hive               each query of a subgraph is sent
 *   hive-shared        equal queries that run at the same time are sent once, which is its default
 *   hive-rust          with the query planner of Hive Router, in Rust, and its executor
 *   hive-rust-shared   the same, and equal queries are sent once
 * `inboundInflightRequestDeduplication` is off: it would answer 50 equal requests of clients by one execution.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [kind, supergraph, folder] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(join(folder, 'node_modules', name, 'dist/index.js')).href);
const { createGatewayRuntime } = await load('@graphql-hive/gateway');
const handler = kind.startsWith('hive-rust') ? await load('@graphql-hive/router-runtime') : {};

const gateway = createGatewayRuntime({
  supergraph,
  graphqlEndpoint: '/',
  logging: false,
  requestId: false,
  landingPage: false,
  graphiql: false,
  ...(handler.unifiedGraphHandler ? { unifiedGraphHandler: handler.unifiedGraphHandler } : {}),
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: kind.endsWith('-shared') } } },
});
const server = createServer(gateway);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
