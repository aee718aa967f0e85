/**
 * One gateway as a process of its own, for `beside-stock.mjs`: `node bench/gateway/one-gateway.mjs KIND SUPERGRAPH`. Prints
 * its port.
 *   stock     @apollo/server and @apollo/gateway as their documentation shows them
 *   undici    the same with our HTTP client
 *   compiled  the same with our HTTP client and executor
 *   shared    the same, and equal queries that run at the same time are sent once
 *   bare      what no gateway can do without: sends what `compiled` has sent, parses what comes back, and writes the answer
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
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
/** The requests to subgraphs of the last operation, those that were under way at the same time in one list. */
let waves = [];
let underWay = 0;
const recorded = (source) => ({
  async process(asked) {
    if (underWay === 0) waves.push([]);
    waves.at(-1).push(() => source.process(asked));
    underWay += 1;
    try {
      return await source.process(asked);
    } finally {
      underWay -= 1;
    }
  },
});
const share = shareQueries({ senderOf: ({ authorization }) => String(authorization) });
const sourceFor = ({ name, url }) => {
  const source = httpSource({ url, headersOf: ({ authorization }) => (authorization ? { authorization } : {}) });
  if (kind === 'shared') return share(name, source);
  return kind === 'bare' ? recorded(source) : source;
};

const gateway = new ApolloGateway({
  supergraphSdl: supergraph.supergraphSdl,
  logger: quiet,
  ...(kind === 'stock' ? {} : { buildService: sourceFor }),
});
if (['compiled', 'shared', 'bare'].includes(kind)) {
  compileExecutor(gateway);
  correctPlans(gateway, supergraph);
}
const server = new ApolloServer({ gateway, logger: quiet, introspection: false, stopOnTerminationSignals: false });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});

/** A server that repeats the requests and the answer of one operation. */
async function serveBare() {
  let data;
  const bodyOf = async (request) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const record = async (body) => {
    const ask = () => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    // The stock executor plans the first.
    await (await ask()).text();
    waves = [];
    return (await ask()).json();
  };
  const bare = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (data === undefined) data = await record(body);
    else for (const wave of waves) await Promise.all(wave.map((send) => send()));
    response.setHeader('content-type', 'application/json; charset=utf-8').end(`${JSON.stringify(data)}\n`);
  });
  bare.listen(0, '127.0.0.1');
  await once(bare, 'listening');
  return bare.address().port;
}

console.log(kind === 'bare' ? await serveBare() : new URL(url).port);
