/**
 * `node bench/watch-odds.mjs --help`: how soon many sockets have a change of odds, and how often it is executed for them.
 * Needs a built Soko (`npm run bundle`).
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { startSoko } from '../e2e/harness/soko.mjs';
import { percentile } from './figures.mjs';

const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '1000' },
    changes: { type: 'string', default: '50' },
    everyMs: { type: 'string', default: '500' },
  },
});
const [sockets, changes, everyMs] = [values.sockets, values.changes, values.everyMs].map(Number);

const soko = await startSoko({
  env: { MAX_SOCKETS_PER_ADDRESS: '20000', MAX_CONNECTIONS_PER_ADDRESS: '20000' },
});

async function ask(query, variables, token) {
  const response = await fetch(`${soko.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const readMetrics = async () => (await fetch(`${soko.url}/metrics`)).text();

/** CPU time of the server so far, in ms. */
const cpuTime = async () => 1_000 * Number(/^process_cpu_seconds_total ([\d.]+)/m.exec(await readMetrics())?.[1]);

/** Executions of the subscription so far, by the gateway's own count. */
async function executions() {
  const text = await readMetrics();
  const lines = text.split('\n').filter((line) => line.startsWith('soko_gateway_operation_duration_seconds_count'));
  return lines
    .filter((line) => line.includes('operation="WatchOdds"'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const watching = `subscription WatchOdds($id: ID!) { oddsChanged(eventId: $id) { id version selections { id odds } } }`;

/** A socket that calls `onMessage` with each market. Resolves when the subscription has begun. */
async function watch(id, onMessage) {
  const socket = new WebSocket(soko.url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.on('message', (text) => {
    const { id: of, type, payload } = JSON.parse(text);
    if (of === '1' && type === 'next') onMessage(payload.data.oddsChanged);
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: watching, variables: { id } } }));
  // What the same socket asks next is answered once the subscription is live.
  socket.send(JSON.stringify({ id: '2', type: 'subscribe', payload: { query: '{ __typename }' } }));
  await new Promise((resolve) => socket.on('message', (text) => JSON.parse(text).id === '2' && resolve()));
  return socket;
}

try {
  const logIn = `mutation ($input: LogInInput!) { logIn(input: $input) { ... on Session { accessToken } } }`;
  const input = { email: 'trader@example.com', password: 'soko-demo-2026' };
  const token = (await ask(logIn, { input })).logIn.accessToken;
  const list = `{ sportEvents(filter: { status: [SCHEDULED] }, first: 1) { nodes { id markets { id version selections { id odds } } } } }`;
  const [event] = (await ask(list)).sportEvents.nodes;
  let [market] = event.markets;

  const sentAt = new Map();
  const delays = [];
  const open = [];
  for (let count = 0; count < sockets; count += 50) {
    const batch = Array.from({ length: Math.min(50, sockets - count) }, () =>
      watch(event.id, ({ version }) => delays.push(performance.now() - sentAt.get(version))),
    );
    open.push(...(await Promise.all(batch)));
  }
  const [before, cpuBefore] = [await executions(), await cpuTime()];
  const set = `mutation ($input: SetOddsInput!) { setOdds(input: $input) { ... on Market { version } ... on UserError { message } } }`;
  for (let change = 0; change < changes; change += 1) {
    const odds = `2.${String(100 + change)}`;
    sentAt.set(market.version + 1, performance.now());
    const selections = [{ selectionId: market.selections[0].id, odds }];
    const { setOdds } = await ask(
      set,
      { input: { marketId: market.id, expectedVersion: market.version, selections } },
      token,
    );
    market = { ...market, version: setOdds.version };
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  const cpuAfter = await cpuTime();
  delays.sort((a, b) => a - b);
  const at = (share) => Math.round(percentile(delays, share));
  const executed = (await executions()) - before;
  console.table([
    {
      sockets,
      changes,
      messages: delays.length,
      executions: executed,
      'p50 ms': at(0.5),
      'p99 ms': at(0.99),
      'last ms': at(1),
      'server CPU ms a change': Math.round((cpuAfter - cpuBefore) / changes),
    },
  ]);
  for (const socket of open) socket.terminate();
} finally {
  await soko.stop();
}
