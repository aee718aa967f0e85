/**
 * `node bench/finding.mjs`: the time of the statement that finds similar products, of one product and of a list of 20, with
 * the catalogue of `npm run bench`. `--products 100000`, `--rounds 200` change what is measured.
 */
import pg from 'pg';
import { importTypescript } from '../scripts/import-typescript.mjs';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { prepare } from '../scripts/prepare.mjs';
import { arrange } from './arrangement.mjs';
import { percentile } from './figures.mjs';

const usage = `Usage: node bench/finding.mjs [--products 100000] [--rounds 200]

Measures how long similar products take, and prints a table.`;

const { values } = readCommandLine({
  usage,
  options: { products: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '200' } },
});
const products = readWholeNumber(values.products, 'products', { usage });
const rounds = readWholeNumber(values.rounds, 'rounds', { usage });

/** Milliseconds of each call. */
async function timesOf(calls) {
  const times = [];
  for (const call of calls) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  return times.toSorted((one, other) => one - other);
}

const rowOf = (what, times) => ({
  what,
  'p50 ms': percentile(times, 0.5).toFixed(1),
  'p99 ms': percentile(times, 0.99).toFixed(1),
});

await prepare();
const { findSimilar } = await importTypescript('subgraphs/products/store/finding/similar-products.ts');
const arrangement = await arrange();
const connectionString = Object.assign(new URL(arrangement.postgresUrl), { pathname: '/soko_products' }).href;
const pool = new pg.Pool({ connectionString });
try {
  await arrangement.seed(products);
  await pool.query('VACUUM ANALYZE product');
  const { rows } = await pool.query('SELECT id FROM product WHERE listed ORDER BY md5(id) LIMIT $1', [20 * rounds]);
  const ids = rows.map(({ id }) => id);
  const lists = Array.from({ length: rounds }, (_, index) => ids.slice(20 * index, 20 * index + 20));
  await timesOf(
    lists.map(
      ([id]) =>
        () =>
          findSimilar(pool, [id], 6),
    ),
  );
  const one = await timesOf(
    lists.map(
      ([id]) =>
        () =>
          findSimilar(pool, [id], 6),
    ),
  );
  const list = await timesOf(lists.map((all) => () => findSimilar(pool, all, 6)));
  console.table([rowOf('similar products of one', one), rowOf('of each of a list of 20', list)]);
} finally {
  await pool.end();
  await arrangement.dismantle();
}
