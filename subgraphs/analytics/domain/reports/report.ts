import { backoffMs } from '@soko/retry';
import type { TableFormat } from '@soko/spreadsheet';
import type { ReportColumn, ReportType } from './report-types.ts';

export type ReportScope = 'SELLER' | 'STORE' | 'PLATFORM';

export type ReportStatus = 'PENDING' | 'RUNNING' | 'COMPLETE' | 'FAILED' | 'CANCELLED' | 'EXPIRED';

export type ReportFailure = 'TOO_LARGE' | 'NOT_READABLE' | 'NOT_ALLOWED';

/** Conditions for rows. Each type has filters of its own. */
export interface ReportFilter {
  currency?: string;
  orderStatus?: string;
  productId?: string;
  topic?: string;
  eventType?: string;
  subject?: string;
}

/** The rows that a report has. */
export interface ReportTerms {
  type: ReportType;
  scope: ReportScope;
  /** Seller whose sales it has. Null for other scopes. */
  sellerId: string | null;
  /** Store whose figures it has. Null for other scopes. */
  storeId: string | null;
  format: TableFormat;
  columns: readonly ReportColumn[];
  filter: ReportFilter;
  /** First and last day by the calendar of the time zone. */
  from: string;
  to: string;
  timeZone: string;
}

export interface Report extends ReportTerms {
  id: string;
  requestedBy: string;
  /** Schedule that made it. Null for a report that the person asked for. */
  scheduleId: string | null;
  /** Start of the first day, and the end of the last one or the time of the request. */
  since: Date;
  until: Date;
  status: ReportStatus;
  failure: ReportFailure | null;
  /** Key of the last row. Null before the first part. */
  position: readonly string[] | null;
  rows: number;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  expiresAt: Date | null;
  version: number;
}

/**
 * Reports that a person may ask for in a day, and have unfinished, the lifetime of a link, the schedules of a person, and the most that a file has: an XLSX file has less than
 * 4 GiB. `maxTries` in a row that bring no further part fail a report: about four hours.
 */
export const reportRules = {
  perDay: 30,
  maxUnfinished: 5,
  linkMs: 600_000,
  maxSchedules: 20,
  maxRows: 5_000_000,
  maxBytes: 3_500_000_000,
  maxTries: 16,
} as const;

const pauses = { firstMs: 1_000, maxMs: 3_600_000 };

/** Time of the next try of a report: the pause doubles with each try that brought nothing, up to an hour. */
export const nextTryAt = (now: Date, tries: number): Date => new Date(now.getTime() + backoffMs(tries, pauses));

export const isUnfinished = ({ status }: Pick<Report, 'status'>): boolean =>
  status === 'PENDING' || status === 'RUNNING';

/** The file is there, and its time has not passed. */
export const hasFile = ({ status, expiresAt }: Pick<Report, 'status' | 'expiresAt'>, now: Date): boolean =>
  status === 'COMPLETE' && expiresAt !== null && expiresAt > now;
