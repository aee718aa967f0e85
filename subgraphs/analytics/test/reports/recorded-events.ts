import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { TableFormat } from '@soko/spreadsheet';
import type { Report } from '../../domain/reports/report.ts';
import { reportTypes } from '../../domain/reports/report-types.ts';
import { insertReport } from '../../store/reports/reports.ts';

/** Puts events on record, four a second from the beginning of March. Event `n` is `evt_` with the number in eight digits. */
export async function recordEvents(db: Queryable, events: number): Promise<void> {
  await db.query(
    `INSERT INTO event_records (id, topic, type, version, subject, sequence, time, correlation_id, actor_kind, data)
      SELECT 'evt_' || lpad(n::text, 8, '0'), 'products.price', 'products.price.changed', 1, 'prd_' || n % 1000, n,
        timestamptz '2026-03-01T00:00:00Z' + n / 4 * interval '1 second', 'req_' || n, 'SERVICE',
        jsonb_build_object('variantId', 'var_' || n, 'new', jsonb_build_object('amountMinor', n, 'currency', 'EUR'))
      FROM generate_series(1, $1) AS n`,
    [events],
  );
  // Its log has no events that the group has yet to record.
  await db.query(
    `INSERT INTO projections (name, consumer_group, started_at) VALUES ('event_records', 'analytics.events-1', now())`,
  );
}

/** A report of all these events that waits to be written. */
export const requestEvents = (db: Queryable, format: TableFormat): Promise<Report> =>
  insertReport(db, {
    id: newId('rpo'),
    requestedBy: 'usr_admin',
    at: new Date('2026-04-02T00:00:00Z'),
    terms: {
      type: 'EVENTS',
      scope: 'PLATFORM',
      sellerId: null,
      storeId: null,
      format,
      columns: Object.keys(reportTypes.EVENTS.columns) as (keyof typeof reportTypes.EVENTS.columns)[],
      filter: {},
      from: '2026-03-01',
      to: '2026-03-31',
      timeZone: 'UTC',
    },
  });
