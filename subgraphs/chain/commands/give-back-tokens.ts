import { inTransaction, type Queryable } from '@soko/postgres';
import type { Sale } from '../domain/sale.ts';
import type { ChainServices } from '../services.ts';
import { lockOverdueSales, lockSalesOfOrder, saveSales } from '../store/sales.ts';
import { lockTokens } from '../store/token-products.ts';
import { reserveItems } from '../store/tokens.ts';

type Services = Pick<ChainServices, 'pool' | 'now'>;

/** Sales that one turn ends. */
const batch = 200;

/** Frees the items of locked sales that have no mint. */
export async function freeItems(tx: Queryable, sales: readonly Sale[]): Promise<void> {
  await lockTokens(tx, [...new Set(sales.map(({ tokenId }) => tokenId))]);
  for (const { tokenId, quantity } of sales) await reserveItems(tx, tokenId, -quantity);
}

/** An order has ended: its items can be sold again. Those that are minted, or being minted, stay. A repeat changes nothing. */
export const releaseTokens = ({ pool, now }: Services, orderId: string): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const all = await lockSalesOfOrder(tx, orderId);
    const lineIds = all
      .filter(({ status }) => ['HELD', 'COMMITTED', 'EXPIRED'].includes(status))
      .map(({ lineId }) => lineId);
    if (lineIds.length === 0) return;
    await freeItems(
      tx,
      all.filter(({ status }) => status === 'HELD' || status === 'COMMITTED'),
    );
    await saveSales(tx, lineIds, 'RELEASED', { at: now() });
  });

/** Gives back items whose purchase was not confirmed in time. */
export async function expireTokens({ pool, now }: Services): Promise<void> {
  let found: number;
  do {
    found = await inTransaction(pool, async (tx) => {
      const overdue = await lockOverdueSales(tx, now(), batch);
      if (overdue.length === 0) return 0;
      await freeItems(tx, overdue);
      await saveSales(
        tx,
        overdue.map(({ lineId }) => lineId),
        'EXPIRED',
        { at: now() },
      );
      return overdue.length;
    });
  } while (found === batch);
}
