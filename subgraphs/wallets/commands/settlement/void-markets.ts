import type pg from 'pg';
import type { Market } from '../../domain/markets/market.ts';
import { voidResults } from '../../domain/settlement/derive-results.ts';
import { mayBeVoid } from '../../domain/settlement/settle-steps.ts';
import { findSelectionsOf } from '../../store/markets/find-markets.ts';
import type { Cause } from '../../store/markets/save-markets.ts';
import { beginRun } from './begin-run.ts';

/** Begins to return the stakes on locked markets of an event, but for those that have results. */
export async function voidMarkets(tx: pg.PoolClient, markets: readonly Market[], cause: Cause): Promise<void> {
  const open = markets.filter(mayBeVoid);
  const all = await findSelectionsOf(
    tx,
    open.map(({ id }) => id),
  );
  for (const market of open) {
    const selections = all.filter(({ marketId }) => marketId === market.id);
    await beginRun(tx, { kind: 'VOID', market, results: voidResults({ selections }) }, cause);
  }
}
