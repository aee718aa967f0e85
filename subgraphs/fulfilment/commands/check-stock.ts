import type { Logger } from '@soko/log';
import type { FulfilmentServices } from '../services.ts';
import { findMiscounted } from '../store/stock-items.ts';

/** Logs an error when the movements of an item do not add up to its stock. This never happens without a fault. */
export async function checkStock({ pool }: FulfilmentServices, log: Logger): Promise<void> {
  const miscounted = await findMiscounted(pool);
  if (miscounted.length > 0) log.error({ miscounted }, 'stock movements do not add up to the stock');
}
