import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { inTransaction } from '@soko/postgres';
import { createSettlementWorker } from '../../commands/settlement/run-settlements.ts';
import { settlePage } from '../../commands/settlement/settle-page.ts';
import type { RunPart } from '../../domain/settlement/run.ts';
import { claimPart } from '../../store/settlement/parts.ts';
import { type Betting, openBets, resultsOf } from './open-bets.ts';

let book: Betting;
beforeAll(async () => {
  book = await openBets();
  await book.subgraph.stopWorking();
});
afterAll(() => book.close());

describe('the parts of a settlement', () => {
  it('are made once, also when a lane has read the run before another one divided it', async () => {
    const { id: eventId } = await book.event();
    const market = await book.market(eventId);
    for (let number = 0; number < 7; number += 1)
      await book.bet(`usr_part_${number}`, [{ market, eventId, outcome: 'HOME' }]);
    await book.mutate('closeMarket', { marketId: market.id });
    const results = resultsOf(market, 'WON', 'LOST', 'LOST');
    await book.mutate(
      'settleMarket',
      { idempotencyKey: newId('req'), marketId: market.id, results },
      '... on Market { id }',
    );

    const settings = { pageSize: 2, now: book.now };
    const turn = (stale: RunPart | null) =>
      inTransaction(book.pool, async (tx) => {
        const part = (await claimPart(tx))!;
        await settlePage(tx, stale === null ? part : { ...part, run: stale.run }, 2, settings);
        return part;
      });
    const first = await turn(null);
    const count = async () =>
      (await book.pool.query('SELECT number, until IS NULL AS "isLast" FROM settlement_part ORDER BY number')).rows;
    const parts = [
      { number: 1, isLast: false },
      { number: 2, isLast: true },
    ];
    expect(await count()).toEqual(parts);
    // The first part: Postgres gives its row as it is now, and that of the run as it was.
    await book.pool.query('UPDATE settlement_part SET turn = 0 WHERE number = 1');
    await turn(first);
    expect(await count()).toEqual(parts);
    const worker = createSettlementWorker({ ...settings, pool: book.pool, lanes: 2, log: silentLogger });
    await worker.runDue();
    const { rows } = await book.pool.query('SELECT status, bets, bets_done, bets_settled FROM settlement_run');
    expect(rows).toEqual([{ status: 'DONE', bets: 7, bets_done: 7, bets_settled: 7 }]);
    expect(await book.broken()).toEqual({});
  });
});
