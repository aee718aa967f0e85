import type { Report } from '../../domain/reports/report.ts';
import type { ReportColumn } from '../../domain/reports/report-types.ts';

/** How the rows of a type are read: every expression is a text. */
export interface RowSource {
  from: string;
  /** Conditions, all of which must hold. */
  where: readonly string[];
  /** Expressions that the rows are ordered by, which together are unique. A bound of each has its type. */
  key: readonly { sql: string; type: 'text' | 'timestamptz' }[];
  groupBy?: string;
  having?: string;
  columns: Partial<Record<ReportColumn, string>>;
}

export type Given = Pick<Report, 'scope' | 'sellerId' | 'storeId' | 'filter' | 'timeZone' | 'since' | 'until'>;
export type Add = (value: unknown) => string;

/** The generation of a read model that answers. */
export const liveGeneration = (name: string): string =>
  `(SELECT generation FROM projection_generations WHERE name = '${name}' AND status = 'LIVE')`;

/** A condition for a filter that is given. */
export const equal = (sql: string, value: string | undefined | null, add: Add): string[] =>
  value == null ? [] : [`${sql} = ${add(value)}`];

/** A part of a key that is a text. */
export const text = (sql: string) => ({ sql, type: 'text' as const });

/** A time as a text in ISO 8601. */
export const timeText = (sql: string): string => `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
