import type { Logger } from '@soko/log';
import type { FulfilmentServices } from '../context.ts';
import { forgetCommands } from '../store/stock-commands.ts';
import { findMiscounted } from '../store/stock-items.ts';

/** Movements add up to what every item says; whatever does not is a fault, and is reported as one. */
export async function checkStock({ pool, now }: FulfilmentServices, log: Logger): Promise<void> {
  const miscounted = await findMiscounted(pool);
  if (miscounted.length > 0) log.error({ miscounted }, 'movements of stock do not add up');
  await forgetCommands(pool, now());
}
