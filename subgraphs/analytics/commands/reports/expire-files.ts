import { inTransaction } from '@soko/postgres';
import type { AnalyticsServices } from '../../services.ts';
import { expireReports } from '../../store/reports/reports.ts';

/** Files that one transaction deletes. */
const atOnce = 20;

/** Job: deletes the files of reports whose time has passed. */
export async function expireFiles({ pool, now }: Pick<AnalyticsServices, 'pool' | 'now'>): Promise<void> {
  for (let expired = atOnce; expired === atOnce;)
    expired = await inTransaction(pool, (tx) => expireReports(tx, now(), atOnce));
}
