import type { Logger } from '@soko/log';
import type { FulfilmentServices } from '../services.ts';
import { checkItems } from '../store/check-items.ts';

/** Items that one statement checks. */
const pageSize = 2_000;

/** Items that one log line names. */
const maxNamed = 20;

/**
 * Logs an error when the movements of an item do not add up to its stock, which never happens without a fault. Reads the
 * movements since the last check. Returns their number.
 */
export async function checkStock({ pool }: Pick<FulfilmentServices, 'pool'>, log: Logger): Promise<number> {
  let movements = 0;
  for (let after = ''; ;) {
    const page = await checkItems(pool, after, pageSize);
    movements += page.movements;
    const { miscounted } = page;
    if (miscounted.length > 0) {
      const named = { items: miscounted.length, miscounted: miscounted.slice(0, maxNamed) };
      log.error(named, 'stock movements do not add up to the stock');
    }
    if (page.last === null) return movements;
    after = page.last;
  }
}
