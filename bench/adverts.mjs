/**
 * `node bench/adverts.mjs`: what sponsored places add to a page of products, in CPU time of Soko and of Postgres. Pages of 20, of
 * 22 (as many products as a page with two sponsored ones has) and of 20 with two sponsored ones are asked for in turns, and
 * compared within each round. `--products 10000`, `--adverts 1000`, `--seconds 5`, `--rounds 7`, `--connections 16` change what is
 * measured, and `--beside <folder>` measures the build of another checkout in turns with this one.
 */
import { resolve } from 'node:path';
import autocannon from 'autocannon';
import pg from 'pg';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { prepare } from '../scripts/prepare.mjs';
import { arrange, statementsBySubgraph } from './arrangement.mjs';

const usage = `Usage: node bench/adverts.mjs [--products 10000] [--adverts 1000] [--seconds 5] [--rounds 7] [--connections 16] [--beside <folder>]

Measures what sponsored places add to a page of products, and prints a table.`;

const { values } = readCommandLine({
  usage,
  options: {
    products: { type: 'string', default: '10000' },
    adverts: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '7' },
    connections: { type: 'string', default: '16' },
    beside: { type: 'string' },
  },
});
const numberOf = (name) => readWholeNumber(values[name], name, { usage });
const [products, adverts, seconds, rounds, connections] = [
  'products',
  'adverts',
  'seconds',
  'rounds',
  'connections',
].map(numberOf);

const card = `id slug title seller { id displayName } category { id name }
  priceRange { min { amount currency } max { amount currency } } media { url width height alt }`;

/** The first pages of a list of all products, of categories, and of searches. */
const pageWith = (
  mark,
  first = 20,
) => `query Page($filter: ProductFilter) { products(first: ${first}, filter: $filter) {
  edges { ${mark} node { ${card} } } pageInfo { hasNextPage endCursor } } }`;

const ask = async (url, query) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};

/** Adverts of products of all sellers, at all places. */
async function advertise({ postgresUrl }) {
  const connectionString = Object.assign(new URL(postgresUrl), { pathname: '/soko_products' }).href;
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rowCount } = await client.query(
    `INSERT INTO advert (id, seller_id, store_id, product_id, status, placements, starts_at, priority, currency, cost_per_click_minor,
       total_budget_minor, keywords, category_ids, created_at, updated_at, created_by, idempotency_key, input_hash)
     SELECT 'adv_' || substr(id, 5), seller_id, store_id, id, 'RUNNING', '{HOME,SEARCH,CATEGORY}', now(), 1 + n % 10, currency,
       10 + n % 90, 1000000, ARRAY[lower(split_part(title, ' ', 1)), lower(split_part(title, ' ', 2))], ARRAY[category_id], now(), now(),
       'usr_bench', id, ''
     FROM (SELECT *, row_number() OVER (ORDER BY md5(id)) AS n FROM product WHERE listed AND status = 'ACTIVE') p WHERE n <= $1`,
    [adverts],
  );
  await client.end();
  return rowCount;
}

async function requestsOf(url) {
  const { products: list, categories } = await ask(
    url,
    '{ products(first: 100) { nodes { title } } categories { id children { id } } }',
  );
  const words = [...new Set(list.nodes.map(({ title }) => title.split(/\W+/)[0]))];
  const filters = {
    home: [null],
    categories: categories
      .flatMap(({ id, children }) => [id, ...children.map((child) => child.id)])
      .map((id) => ({ categoryId: id })),
    searches: words.slice(0, 40).map((search) => ({ search })),
  };
  const post = (query, filter) => ({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
    body: JSON.stringify({ query, variables: { filter } }),
  });
  return Object.fromEntries(
    Object.entries(filters).map(([name, all]) => [
      name,
      {
        plain: all.map((filter) => post(pageWith(''), filter)),
        wider: all.map((filter) => post(pageWith('', 22), filter)),
        sponsored: all.map((filter) => post(pageWith('sponsored { advertId token }'), filter)),
      },
    ]),
  );
}

async function measure(arrangement, requests, duration) {
  const { url } = arrangement;
  const [before, statementsBefore] = [await arrangement.cpu(), await statementsBySubgraph(url)];
  const { requests: sent, errors, non2xx } = await autocannon({ url, connections, duration, requests });
  const [after, statementsAfter] = [await arrangement.cpu(), await statementsBySubgraph(url)];
  if (errors > 0 || non2xx > 0) throw new Error(`${non2xx} answers were not 2xx, ${errors} failed.`);
  return {
    cpu: after.server - before.server + after.database - before.database,
    statements: statementsAfter.products - statementsBefore.products,
    requests: sent.total,
  };
}

/** All rounds together: CPU in ms and statements of a request. */
function perRequest(measured) {
  const sum = (name) => measured.reduce((total, round) => total + round[name], 0);
  return { cpu: sum('cpu') / sum('requests'), statements: sum('statements') / sum('requests') };
}

/** How much more CPU time than the others: the median of the rounds, since a machine is faster at one time than at another. */
function moreThan(measured, others) {
  const ratios = measured
    .map((round, index) => round.cpu / round.requests / (others[index].cpu / others[index].requests))
    .toSorted((one, other) => one - other);
  return `${(100 * (ratios[ratios.length >> 1] - 1)).toFixed(1)} %`;
}

/** The folders of the builds that take turns: another checkout, where `--beside` names one, then this one. */
const builds = [...(values.beside === undefined ? [] : [resolve(values.beside)]), resolve(import.meta.dirname, '..')];

/** A Soko of its own with a catalogue and adverts, and what to ask it. */
async function open(root) {
  const arrangement = await arrange({ root });
  opened.push(arrangement);
  await arrangement.seed(products);
  await arrangement.start();
  const running = await advertise(arrangement);
  await arrangement.settle();
  const places = await requestsOf(arrangement.url);
  // The first requests also do work that the next ones reuse.
  for (const loads of Object.values(places)) {
    for (const requests of Object.values(loads)) await measure(arrangement, requests, 2);
  }
  return { root, arrangement, running, places };
}

const kinds = ['plain', 'wider', 'sponsored'];

/** The rounds of each kind of page at one place, by build. The kinds start in another order in each round. */
async function measureInTurns(sides, place) {
  const measured = sides.map(() => Object.fromEntries(kinds.map((kind) => [kind, []])));
  for (let round = 0; round < rounds; round += 1) {
    const order = kinds.map((_, index) => kinds[(index + round) % kinds.length]);
    for (const [index, { arrangement, places }] of sides.entries()) {
      for (const kind of order) measured[index][kind].push(await measure(arrangement, places[place][kind], seconds));
    }
  }
  return measured;
}

await prepare();
const opened = [];
const rows = [];
try {
  const sides = [];
  for (const root of builds) sides.push(await open(root));
  for (const place of Object.keys(sides[0].places)) {
    const measured = await measureInTurns(sides, place);
    for (const [index, { root, running }] of sides.entries()) {
      const of = measured[index];
      const [plain, wider, sponsored] = kinds.map((kind) => perRequest(of[kind]));
      rows.push({
        ...(values.beside === undefined ? {} : { build: root }),
        place,
        adverts: running,
        'CPU ms of 20': plain.cpu.toFixed(3),
        'of 22': wider.cpu.toFixed(3),
        'of 20 and 2 sponsored': sponsored.cpu.toFixed(3),
        'more than 20': moreThan(of.sponsored, of.plain),
        'more than 22': moreThan(of.sponsored, of.wider),
        'SQL of 20': plain.statements.toFixed(2),
        'SQL with sponsored': sponsored.statements.toFixed(2),
      });
      console.log(JSON.stringify(rows.at(-1)));
    }
  }
  console.table(rows);
} finally {
  for (const arrangement of opened) await arrangement.dismantle();
}
