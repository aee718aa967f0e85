/**
 * `node bench/ageing.mjs`: a day of checkouts at full speed, then a month without any. The whole platform runs in this
 * process with a clock of its own, on a Postgres of its own. Prints rows and sizes of all databases before pruning, after it,
 * and after the space was given back, and fails when something of an open order is gone. `--checkouts 500`, `--days 31`,
 * `--connections 16`.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { freePort } from '../e2e/harness/soko.mjs';
import { importTypescript } from '../scripts/import-typescript.mjs';
import { createBuyers } from './buyers.mjs';
import { fillShelves } from './existing-orders.mjs';
import { wideLimits } from './wide-limits.mjs';

const { values } = parseArgs({
  options: {
    checkouts: { type: 'string', default: '500' },
    days: { type: 'string', default: '31' },
    connections: { type: 'string', default: '16' },
  },
});
const checkouts = Number(values.checkouts);
const hourMs = 3_600_000;

Object.assign(process.env, wideLimits);
const { startAgeing } = await importTypescript('bench/ageing.ts');
const soko = await startAgeing(await freePort());
try {
  await soko.settle();
  await fillShelves(soko.postgresUrl);
  await soko.vacuum();
  const empty = await soko.sizes();
  const buyers = await createBuyers(soko.url, Number(values.connections));
  const answers = {};
  const startedAt = performance.now();
  for (let hour = 0; hour < 24; hour += 1) {
    const { answers: these } = await buyers.buy({ times: Math.ceil(checkouts / 24) });
    for (const [answer, count] of Object.entries(these)) answers[answer] = (answers[answer] ?? 0) + count;
    soko.pass(hourMs);
  }
  buyers.close();
  const seconds = (performance.now() - startedAt) / 1_000;
  await soko.settle();
  console.log(`a day of ${checkouts} checkouts in ${seconds.toFixed(0)} s:`, answers);
  const before = await soko.sizes();
  const open = await soko.openRows();

  soko.pass(Number(values.days) * 24 * hourMs);
  const pruneMs = await soko.prune();
  const pruned = await soko.sizes();
  await soko.vacuum();
  const vacuumed = await soko.sizes();
  console.table(
    Object.fromEntries(
      Object.keys(before).map((name) => [
        name,
        {
          'rows before the day': empty[name].rows,
          'after it': before[name].rows,
          pruned: pruned[name].rows,
          'MB before the day': empty[name].MB,
          'MB after it': before[name].MB,
          'MB pruned': pruned[name].MB,
          'MB after VACUUM FULL': vacuumed[name].MB,
        },
      ]),
    ),
  );
  const total = (sizes) => Object.values(sizes).reduce((sum, { MB }) => sum + MB, 0);
  const perCheckout = (sizes) => (((total(sizes) - total(empty)) * 1024) / checkouts).toFixed(1);
  console.log(`${perCheckout(before)} KB per checkout, ${perCheckout(vacuumed)} KB after ${values.days} days`);
  console.log(`pruning took ${(pruneMs / 1_000).toFixed(1)} s`);
  const left = await soko.openRows();
  console.log('rows of open orders', left);
  if (!isDeepStrictEqual(left, open))
    throw new Error(`Rows of open orders are gone: ${JSON.stringify({ open, left })}`);
} finally {
  await soko.close();
}
