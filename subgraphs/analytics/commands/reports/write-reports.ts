import type { EventBus, LogEnds } from '@soko/event-bus';
import { analyticsReportProgress, type EventTrail, newEvent, recordedTopics, type Topic } from '@soko/events';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { type Column, deflateText, type Row, tableFormats } from '@soko/spreadsheet';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import type pg from 'pg';
import { businessTopics } from '../../domain/business/read-business-event.ts';
import { saleTopics } from '../../domain/sales/read-sale-event.ts';
import { mayHave } from '../../domain/reports/may-have.ts';
import { nextTryAt, type ReportFailure, reportRules } from '../../domain/reports/report.ts';
import { columnsOf, type ReportSource, rulesOf } from '../../domain/reports/report-types.ts';
import { reportEvent } from '../../domain/reports/report-event.ts';
import type { FindStanding } from '../../peers/users.ts';
import { findGroupOf } from '../../store/projections.ts';
import { readRows } from '../../store/reports/read-rows.ts';
import { findEnd, savePart, type SheetEnd } from '../../store/reports/report-parts.ts';
import {
  awaitEvents,
  type ClaimedReport,
  claimDueReports,
  endReport,
  postponeReport,
} from '../../store/reports/reports.ts';

export interface ReportWriting {
  pool: pg.Pool;
  bus: Pick<EventBus, 'publish' | 'ends' | 'hasHandled'>;
  log: Logger;
  now: () => Date;
  /** Time for which the file of a report is kept. */
  keepMs: number;
  findStanding: FindStanding;
  /** Rows that are read and saved at once. */
  batchRows?: number;
}

/** Time for which a claimed report is left to its process. Each saved part extends it. */
const leaseMs = 60_000;

/** Time after which a report lets others go on. */
const sliceMs = 2_000;

/** Time after which a report that waits for events looks again. It waits in no place of those that write. */
const lookAgainMs = 1_000;

/** Time after which a report goes on whose part was refused. A process that still writes it extends this with its next part. */
const refusedMs = 1_000;

/** Rows of one sheet of a workbook. Spreadsheets read 1,048,576. */
const maxSheetRows = 1_000_000;

const trailOfJob = ({ now }: ReportWriting): EventTrail => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service', id: 'analytics' },
  now,
});

async function complete(writing: ReportWriting, { id }: ClaimedReport): Promise<void> {
  const at = writing.now();
  const expiresAt = new Date(at.getTime() + writing.keepMs);
  await inTransaction(writing.pool, async (tx) => {
    const report = await endReport(tx, id, { status: 'COMPLETE', at, expiresAt });
    if (report !== null) await tell(tx, [reportEvent('completed', report, trailOfJob(writing))]);
  });
}

const fail = (writing: ReportWriting, { id }: ClaimedReport, failure: ReportFailure): Promise<void> =>
  inTransaction(writing.pool, async (tx) => {
    const report = await endReport(tx, id, { status: 'FAILED', failure });
    if (report !== null) await tell(tx, [reportEvent('failed', report, trailOfJob(writing))]);
  });

/** The next part of a file: rows, and the head of the sheet that they begin. */
async function writePart(
  { format }: ClaimedReport,
  columns: readonly Column[],
  rows: readonly Row[],
  end: SheetEnd | null,
) {
  const { head, row } = tableFormats[format];
  const isNew = end === null || (format === 'XLSX' && end.rows + rows.length > maxSheetRows);
  const before = isNew ? { sheet: (end?.sheet ?? -1) + 1, crc: 0, size: 0, rows: 0 } : end;
  const text = `${isNew ? head(columns) : ''}${rows.map((each) => row(columns, each)).join('')}`;
  const { content, crc, size } = await deflateText(text, before.crc);
  return {
    content,
    addedBytes: size,
    addedRows: rows.length,
    end: { sheet: before.sheet, crc, size: before.size + size, rows: before.rows + rows.length },
  };
}

/** Tells those who watch how far a report is. It may be lost: the next message says the same and more. */
async function tellProgress(writing: ReportWriting, { id }: ClaimedReport, rows: number, parts: number): Promise<void> {
  const fact = { subject: id, sequence: parts, data: { rows } };
  const event = newEvent(analyticsReportProgress, 'moved', fact, trailOfJob(writing));
  await writing.bus.publish(analyticsReportProgress.name, [event]).catch((error: unknown) => {
    writing.log.warn({ err: error, report: id }, 'could not publish the progress of a report');
  });
}

const topicsOf: Readonly<Record<ReportSource, readonly Topic[]>> = {
  event_records: recordedTopics,
  sales: saleTopics,
  business: businessTopics,
};

/**
 * The ends of the log that the rows of a report have yet to reach, or null when they contain every event before them, and so those of
 * before the request. Events that come later are not waited for, so that a report begins also while analytics stays behind.
 */
async function findAwaited({ pool, bus }: ReportWriting, claimed: ClaimedReport): Promise<LogEnds | null> {
  const { type, filter, awaits } = claimed;
  const { source } = rulesOf(type);
  const topics = topicsOf[source].map(({ name }) => name);
  const wanted = topics.filter((name) => filter.topic === undefined || name === filter.topic);
  const ends = awaits ?? (await bus.ends(wanted));
  const group = await findGroupOf(pool, source);
  return group !== null && (await bus.hasHandled(group, ends)) ? null : ends;
}

/** Saves the parts that follow, until the file is complete or others are due. A new process goes on behind the newest part. */
async function writeParts(writing: ReportWriting, claimed: ClaimedReport): Promise<void> {
  const { pool, now, batchRows = 1_000 } = writing;
  const columns = columnsOf(claimed.type, claimed.columns);
  const stop = performance.now() + sliceMs;
  let { parts, position, rows } = claimed;
  let bytes = Number(claimed.bytes);
  let end = await findEnd(pool, claimed.id);
  do {
    const batch = await readRows(pool, claimed, position, batchRows);
    if (batch.rows.length > 0 || parts === 0) {
      const part = await writePart(claimed, columns, batch.rows, end);
      ({ end } = part);
      bytes += part.addedBytes;
      rows += part.addedRows;
      if (rows > reportRules.maxRows || bytes > reportRules.maxBytes) return fail(writing, claimed, 'TOO_LARGE');
      const until = new Date(now().getTime() + leaseMs);
      if (!(await savePart(pool, claimed.id, parts, { ...end, ...part, key: batch.key }, until)))
        return postponeReport(pool, claimed.id, new Date(now().getTime() + refusedMs));
      parts += 1;
      position = batch.key ?? position;
    }
    if (batch.rows.length < batchRows) return complete(writing, claimed);
  } while (performance.now() < stop);
  await postponeReport(pool, claimed.id, now());
  await tellProgress(writing, claimed, rows, parts);
}

async function writeReport(writing: ReportWriting, claimed: ClaimedReport): Promise<void> {
  const { pool, log, now } = writing;
  const { id: report, tries } = claimed;
  if (tries > reportRules.maxTries) {
    log.error({ report, tries }, 'a report failed: its last tries brought nothing');
    return fail(writing, claimed, 'NOT_READABLE');
  }
  try {
    if (!mayHave(claimed, await writing.findStanding(claimed.requestedBy, claimed.storeId, newId('req'))))
      return await fail(writing, claimed, 'NOT_ALLOWED');
    const awaited = claimed.parts === 0 ? await findAwaited(writing, claimed) : null;
    if (awaited !== null) {
      log.debug({ report }, 'a report waits for events of before its request');
      return await awaitEvents(pool, report, awaited, new Date(now().getTime() + lookAgainMs));
    }
    await writeParts(writing, claimed);
  } catch (error) {
    log.warn({ err: error, report, tries }, 'could not continue a report; retrying');
    await postponeReport(pool, report, nextTryAt(now(), tries));
  }
}

/** Continues the unfinished reports, those that wait longest first. One with many rows does not hold up others. */
export const createReportWorker = (writing: ReportWriting): DueWorker =>
  createDueWorker<ClaimedReport>({
    atOnce: 2,
    claim(limit) {
      const now = writing.now();
      return claimDueReports(writing.pool, limit, { now, until: new Date(now.getTime() + leaseMs) });
    },
    run: (claimed) => writeReport(writing, claimed),
  });
