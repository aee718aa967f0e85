import type { ReportTerms } from './report.ts';

export const intervals = ['DAY', 'WEEK', 'MONTH'] as const;

export type ReportInterval = (typeof intervals)[number];

/** A report that is made again after each day, week from Monday to Sunday, or month, by the calendar of a time zone. */
export interface ReportSchedule extends Omit<ReportTerms, 'from' | 'to'> {
  id: string;
  requestedBy: string;
  every: ReportInterval;
  /** Hour of the day from which it is made. */
  hour: number;
  nextAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

/** The hour unless another is given. */
export const usualHour = 6;
