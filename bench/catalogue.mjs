/**
 * `npm run bench`: how fast the catalogue answers, with 10 000 and with 100 000 products, at 16 connections. Prints a
 * table; `--products 10000,100000`, `--seconds 10` change what is measured.
 */
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { prepare } from '../scripts/prepare.mjs';
import { arrange, statementsBySubgraph, untilIdle } from './arrangement.mjs';

const { values } = parseArgs({
  options: {
    products: { type: 'string', default: '10000,100000' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '16' },
  },
});
const sizes = values.products.split(',').map(Number);
const connections = Number(values.connections);
const seconds = Number(values.seconds);

const card = `id slug title seller { id displayName } category { id name }
  priceRange { min { amount currency } max { amount currency } } media { url width height alt }`;

const page = `query Page($after: String) { products(first: 20, after: $after) { nodes { ${card} } pageInfo { hasNextPage endCursor } } }`;
const search = `query Search($search: String!) { products(first: 20, filter: { search: $search }) {
  nodes { ${card} } facets { name values { value count } } pageInfo { hasNextPage endCursor } } }`;
const product = `query Product($id: ID!) { product(id: $id) { ${card} description type condition tags
  variants { id sku options { name value } price { amount currency } compareAt { amount currency } } } }`;

async function ask(url, query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Pages to ask for, words to search and products to show, taken from the catalogue that is there. */
async function collect(url) {
  const cursors = [null];
  const ids = [];
  const words = new Set();
  for (let pages = 0; pages < 15; pages += 1) {
    const { products } = await ask(url, page, { after: cursors.at(-1) });
    for (const { id, title } of products.nodes) {
      ids.push(id);
      words.add(
        title
          .toLowerCase()
          .split(/\W+/)
          .find((word) => word.length > 4) ?? title,
      );
    }
    cursors.push(products.pageInfo.endCursor);
  }
  return { cursors, ids, words: [...words] };
}

const post = (query, variables) => ({
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables }),
});

async function measure(url, requests) {
  const load = (duration) => autocannon({ url, connections, duration, requests });
  await load(3);
  const before = await statementsBySubgraph(url);
  const result = await load(seconds);
  const after = await statementsBySubgraph(url);
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed.`);
  const statements = Object.fromEntries(
    ['products', 'users'].map((name) => [name, ((after[name] - before[name]) / result.requests.total).toFixed(2)]),
  );
  return { rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99, statements };
}

await prepare();
const arrangement = await arrange();
const rows = [];
try {
  for (const size of sizes) {
    await arrangement.seed(size);
    await arrangement.start();
    await untilIdle(arrangement.url);
    const { cursors, ids, words } = await collect(arrangement.url);
    const loads = {
      'page of 20': cursors.map((after) => post(page, { after })),
      'search with facets': words.slice(0, 50).map((word) => post(search, { search: word })),
      'product page': ids.slice(0, 200).map((id) => post(product, { id })),
    };
    for (const [name, requests] of Object.entries(loads)) {
      const { rate, p50, p99, statements } = await measure(arrangement.url, requests);
      rows.push({
        products: size,
        what: name,
        'requests/s': Math.round(rate),
        'p50 ms': p50,
        'p99 ms': p99,
        'SQL products': statements.products,
        'SQL users': statements.users,
      });
      console.log(JSON.stringify(rows.at(-1)));
    }
    await arrangement.stop();
  }
} finally {
  await arrangement.dismantle();
}
console.table(rows);
