import { analyticsReport, type Envelope, type EventTrail, newEvent } from '@soko/events';
import type { Report } from './report.ts';

/** An event of a report, as it is after the change. */
export function reportEvent(
  type: 'requested' | 'completed' | 'failed' | 'cancelled',
  report: Report,
  trail: EventTrail,
): Envelope {
  const {
    id,
    requestedBy: userId,
    type: kind,
    scope,
    storeId,
    format,
    from,
    to,
    status,
    rows,
    scheduleId,
    version,
  } = report;
  const told = {
    userId,
    type: kind,
    scope,
    storeId,
    format,
    from,
    to,
    status: status as Exclude<typeof status, 'EXPIRED'>,
    rows,
    scheduleId,
  };
  return newEvent(analyticsReport, type, { subject: id, sequence: version, data: { report: told } }, trail);
}
