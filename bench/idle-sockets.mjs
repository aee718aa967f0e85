/**
 * `node bench/idle-sockets.mjs --help`: the memory of sockets that watch and hear nothing. Needs a built Soko
 * (`npm run bundle`).
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { startSoko } from '../e2e/harness/soko.mjs';

const { values } = parseArgs({
  options: { sockets: { type: 'string', default: '5000' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log('node bench/idle-sockets.mjs [--sockets 5000]');
  process.exit(0);
}
const sockets = Number(values.sockets);

const soko = await startSoko({
  env: {
    NODE_OPTIONS: '--inspect=127.0.0.1:0',
    MAX_SOCKETS_PER_ADDRESS: '20000',
    MAX_CONNECTIONS_PER_ADDRESS: '20000',
    REQUESTS_PER_ADDRESS: '1000000',
  },
});

/** Memory of the server in MB: of the process, and the part that its objects and buffers need. */
async function memory() {
  const text = await (await fetch(`${soko.url}/metrics`)).text();
  const of = (name) => Number(new RegExp(`^${name} ([\\d.e+]+)`, 'm').exec(text)?.[1] ?? 0) / 1e6;
  return {
    resident: of('process_resident_memory_bytes'),
    used: of('nodejs_heap_size_used_bytes') + of('nodejs_external_memory_bytes'),
  };
}

/** Asks the server for a garbage collection: what was garbage a moment ago is no need of the sockets. */
async function collectGarbage() {
  const inspector = new WebSocket(/ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(soko.output())[0]);
  await once(inspector, 'open');
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(inspector, 'message');
  inspector.terminate();
}

/** Memory as it is after a while, and after a garbage collection. */
async function memories() {
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const asItIs = await memory();
  await collectGarbage();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return { asItIs, collected: await memory() };
}

/** A socket with a live subscription of its own. */
async function watch(number) {
  const socket = new WebSocket(`${soko.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const query = 'subscription($id: ID!) { oddsChanged(eventId: $id) { id version selections { id odds } } }';
  socket.send(
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id: `spe_idle_${number}` } } }),
  );
  // What the same socket asks next is answered once the subscription is live.
  socket.send(JSON.stringify({ id: '2', type: 'subscribe', payload: { query: '{ __typename }' } }));
  const [answer] = await once(socket, 'message');
  if (!String(answer).includes('__typename')) throw new Error(`Not live: ${answer}`);
  return socket;
}

const open = [];
async function openTo(count) {
  while (open.length < count) {
    const batch = Array.from({ length: Math.min(50, count - open.length) }, (_, index) => watch(open.length + index));
    open.push(...(await Promise.all(batch)));
  }
}

try {
  // The first ones load code and plans.
  await openTo(50);
  const before = await memories();
  await openTo(50 + sockets);
  const after = await memories();
  const more = (when, part) => after[when][part] - before[when][part];
  console.table(
    Object.fromEntries(
      ['asItIs', 'collected'].map((when) => [
        when === 'asItIs' ? 'as it is' : 'after a garbage collection',
        {
          sockets,
          'resident MB more': Math.round(more(when, 'resident')),
          'used MB more': Math.round(more(when, 'used')),
          'used kB a socket': Math.round((10 * 1_000 * more(when, 'used')) / sockets) / 10,
        },
      ]),
    ),
  );
  for (const socket of open) socket.terminate();
} finally {
  await soko.stop();
}
