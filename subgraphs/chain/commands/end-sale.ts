import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { saleEndedEvent } from '../domain/chain-events.ts';
import type { Sale } from '../domain/sale.ts';
import { lockSalesBesideMints, saveSales } from '../store/sales.ts';

const isOver = ({ status }: Sale): boolean => status === 'MINTED' || status === 'FAILED';

/** Ends some of the sales of an order, all of which are locked. The last one tells orders of all. */
export async function endSale(
  tx: Queryable,
  sales: readonly Sale[],
  lineIds: readonly string[],
  status: 'MINTED' | 'FAILED',
  trail: EventTrail,
): Promise<void> {
  const ending = new Set(lineIds);
  const after = sales.map((sale) =>
    ending.has(sale.lineId) && sale.status !== status ? { ...sale, status, version: sale.version + 1 } : sale,
  );
  if (after.every((sale, index) => sale === sales[index])) return;
  await saveSales(tx, lineIds, status, { at: trail.now() });
  if (after.every(isOver)) await tell(tx, [saleEndedEvent(after, trail)]);
}

/**
 * Mints were confirmed, or have failed for good: the lines of orders among them have ended. A mint whose block the chain drops
 * later stays sold: it is made again, and orders hears of it only if that fails.
 */
export async function endSalesOfMints(
  tx: Queryable,
  mintIds: readonly string[],
  status: 'MINTED' | 'FAILED',
  trail: EventTrail,
): Promise<void> {
  const beside = await lockSalesBesideMints(tx, mintIds);
  const ending = new Set(mintIds);
  for (const orderId of new Set(beside.map((sale) => sale.orderId))) {
    const sales = beside.filter((sale) => sale.orderId === orderId);
    const lineIds = sales.filter(({ mintId }) => mintId !== null && ending.has(mintId)).map(({ lineId }) => lineId);
    await endSale(tx, sales, lineIds, status, trail);
  }
}
