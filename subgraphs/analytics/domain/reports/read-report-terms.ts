import { badUserInput } from '@soko/errors';
import { readLine } from '@soko/input';
import type { TableFormat } from '@soko/spreadsheet';
import { readDashboardRange } from '../dashboard-range.ts';
import type { ReportFilter, ReportScope, ReportTerms } from './report.ts';
import { type ReportColumn, type ReportType, rulesOf } from './report-types.ts';

type Maybe<Value> = Value | null | undefined;

/** A request as it arrives. */
export interface WrittenReport {
  type: ReportType;
  scope: ReportScope;
  range: { from: string; to: string; timeZone?: Maybe<string> };
  columns?: Maybe<readonly ReportColumn[]>;
  filter?: Maybe<{ [Name in keyof ReportFilter]: Maybe<string> }>;
  format: TableFormat;
}

function readColumns(type: ReportType, written: Maybe<readonly ReportColumn[]>): readonly ReportColumn[] {
  const known = Object.keys(rulesOf(type).columns) as ReportColumn[];
  if (written == null) return known;
  if (written.length === 0) throw badUserInput('Pass at least one column, or omit `columns`.', 'columns');
  const foreign = written.find((column) => !known.includes(column));
  if (foreign !== undefined)
    throw badUserInput(
      `A report of the type ${type} has no column ${foreign}. It has: ${known.join(', ')}.`,
      'columns',
    );
  const twice = written.find((column, index) => written.indexOf(column) !== index);
  if (twice !== undefined) throw badUserInput(`The column ${twice} is given twice.`, 'columns');
  return written;
}

function readFilter(type: ReportType, written: WrittenReport['filter']): ReportFilter {
  const given = Object.entries(written ?? {}).filter(([, value]) => value != null) as [keyof ReportFilter, string][];
  const { filters } = rulesOf(type);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const field = `filter.${name}`;
      if (!filters.includes(name))
        throw badUserInput(
          `A report of the type ${type} has no filter \`${name}\`. It has: ${filters.join(', ')}.`,
          field,
        );
      return [name, readLine(value, field, { max: 200 })];
    }),
  );
}

type Extent = 'sellerId' | 'storeId';

type Rows = Omit<ReportTerms, Extent | 'from' | 'to' | 'timeZone'>;

/** Reads what a report is to have, without its days. Throws BAD_USER_INPUT. */
export function readReportRows({ type, scope, columns, filter, format }: Omit<WrittenReport, 'range'>): Rows {
  const { scopes } = rulesOf(type);
  if (!scopes.includes(scope))
    throw badUserInput(`A report of the type ${type} requires the scope ${scopes.join(' or ')}.`, 'scope');
  return { type, scope, format, columns: readColumns(type, columns), filter: readFilter(type, filter) };
}

/** The same, with its days: five years at most, as those of a dashboard by month. */
export function readReportTerms(
  { range, ...rows }: WrittenReport,
  usualTimeZone: string | null,
): Omit<ReportTerms, Extent> {
  const { from, to, timeZone } = readDashboardRange({ ...range, granularity: 'MONTH' }, usualTimeZone);
  return { ...readReportRows(rows), from, to, timeZone };
}
