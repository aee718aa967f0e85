import type { Report } from './report.ts';
import { rulesOf } from './report-types.ts';

/** Part of the time of a report that is written, in percent. Null where its rows are not in the order of time. */
export function percentOf(
  report: Pick<Report, 'type' | 'scope' | 'status' | 'position' | 'since' | 'until'>,
): number | null {
  const { type, scope, status, position, since, until } = report;
  if (status === 'COMPLETE' || status === 'EXPIRED') return 100;
  const place = rulesOf(type).timeIn?.[scope];
  if (place === undefined) return null;
  if (position === null) return 0;
  const done = Date.parse(position[place]!) - since.getTime();
  const all = until.getTime() - since.getTime();
  return all <= 0 ? 0 : Math.min(99, Math.max(0, Math.floor((done / all) * 100)));
}
