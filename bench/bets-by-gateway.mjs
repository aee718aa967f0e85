/** Bets that are placed through the gateway of a built Soko, in the arrangement of bench/arrangement.mjs. */
import pg from 'pg';
import { importTypescript } from '../scripts/import-typescript.mjs';
import { arrange, statementsBySubgraph } from './arrangement.mjs';
import { openConnection } from './connection.mjs';
import { percentile } from './figures.mjs';

const { betOn, fill, grow, placing } = await importTypescript('bench/bets-world.ts');

const password = 'soko-demo-2026';
const logIn = `mutation ($input: LogInInput!) { logIn(input: $input) { ... on Session { accessToken } ... on UserError { code } } }`;

const poolOf = (postgresUrl, database) =>
  new pg.Pool({ connectionString: Object.assign(new URL(postgresUrl), { pathname: database }).href, max: 2 });

/** Adds users like the demo customer, with the same password. Returns their ids and addresses. */
async function addUsers(postgresUrl, count) {
  const pool = poolOf(postgresUrl, 'soko_users');
  try {
    const { rows } = await pool.query(
      `INSERT INTO users (id, email, password_hash, first_name, last_name, roles, status, email_verified_at)
       SELECT 'usr_' || gen_random_uuid(), 'bettor' || n || '@example.org', password_hash, first_name, last_name, roles, status,
         email_verified_at
       FROM users, generate_series(1, $1::int) n WHERE email = 'customer@example.com' RETURNING id, email`,
      [count],
    );
    return rows;
  } finally {
    await pool.end();
  }
}

/** The access tokens of the bettors. */
async function signIn(url, users) {
  const tokens = [];
  for (const { email } of users) {
    const guest = await openConnection(url);
    const body = { query: logIn, variables: { input: { email, password } } };
    const answer = JSON.parse(await guest.post('/graphql', JSON.stringify(body)));
    guest.close();
    const token = answer.data?.logIn?.accessToken;
    if (token === undefined) throw new Error(`The bettor was not signed in: ${JSON.stringify(answer)}`);
    tokens.push(token);
  }
  return tokens;
}

async function place(connection, selectionId) {
  const body = { query: placing, variables: { input: betOn(selectionId) } };
  const answer = JSON.parse(await connection.post('/graphql', JSON.stringify(body)));
  if (answer.data?.placeBet?.__typename !== 'Bet') throw new Error(`The bet was not placed: ${JSON.stringify(answer)}`);
}

async function load(bettors, selectionIds, { seconds, connections }) {
  const latencies = [];
  const until = performance.now() + seconds * 1000;
  const player = async (number) => {
    for (let turn = number; performance.now() < until; turn += connections) {
      const startedAt = performance.now();
      await place(bettors[turn % bettors.length], selectionIds[turn % selectionIds.length]);
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => player(number)));
  return latencies.toSorted((one, other) => one - other);
}

async function measure(arrangement, bettors, selectionIds, options) {
  const before = { sql: await statementsBySubgraph(arrangement.url), cpu: await arrangement.cpu() };
  const latencies = await load(bettors, selectionIds, options);
  const after = { sql: await statementsBySubgraph(arrangement.url), cpu: await arrangement.cpu() };
  return {
    'bets/s': latencies.length / options.seconds,
    'p50 ms': percentile(latencies, 0.5),
    'p99 ms': percentile(latencies, 0.99),
    'SQL each': (after.sql.wallets - before.sql.wallets) / latencies.length,
    'server CPU ms each': (after.cpu.server - before.cpu.server) / latencies.length,
    'Postgres CPU ms each': (after.cpu.database - before.cpu.database) / latencies.length,
  };
}

/** Places bets with `bets` bets before, and then with ten times as many. `profile`: folder for a CPU profile of the server. */
export async function measureByGateway(options, tell) {
  const arrangement = await arrange({ simulators: true, profileFolder: options.profile ?? null });
  const bettors = [];
  const leave = () => bettors.splice(0).forEach((bettor) => bettor.close());
  const pool = poolOf(arrangement.postgresUrl, 'soko_wallets');
  try {
    await arrangement.seed(1);
    await arrangement.start();
    await arrangement.settle();
    // A multiple of the connections: a bettor places one bet at a time.
    const users = await addUsers(arrangement.postgresUrl, options.connections * 4);
    const ids = users.map(({ id }) => id);
    const selectionIds = await fill(pool, ids);
    const tokens = await signIn(arrangement.url, users);
    const results = [];
    for (const before of [options.bets, options.bets * 10]) {
      await grow(pool, ids, before - (results[0]?.before ?? 0));
      await arrangement.settle();
      // One connection for each bettor, who places one bet at a time. The server closes one that stays unused.
      leave();
      for (const token of tokens) bettors.push(await openConnection(arrangement.url, token));
      await load(bettors, selectionIds, options);
      const rounds = [];
      for (let round = 0; round < options.rounds; round += 1) {
        rounds.push(await measure(arrangement, bettors, selectionIds, options));
        tell(`gateway, ${before} bets before, round ${round + 1}: ${Math.round(rounds.at(-1)['bets/s'])} bets/s`);
      }
      results.push({ before, rounds });
    }
    return results;
  } finally {
    leave();
    await pool.end();
    await arrangement.dismantle();
  }
}
