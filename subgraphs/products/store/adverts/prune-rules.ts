import type { PruneRule } from '@soko/postgres';
import { attributionMs } from './orders-won.ts';

const dayMs = 86_400_000;

/** Who saw and clicked adverts is kept as long as it is needed. Reports and charges stay. */
export const advertPruneRules: readonly PruneRule[] = [
  { table: 'advert_view', where: 'hour < $1', keepMs: 2 * 3_600_000 },
  { table: 'advert_click', where: 'at < $1', keepMs: attributionMs + dayMs },
  { table: 'advert_order', where: 'at < $1', keepMs: 60 * dayMs },
];
