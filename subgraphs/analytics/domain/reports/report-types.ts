import type { Column, ColumnKind } from '@soko/spreadsheet';
import type { ReportFilter, ReportScope } from './report.ts';

interface TypeRules {
  columns: Readonly<Record<string, ColumnKind>>;
  filters: readonly (keyof ReportFilter)[];
  scopes: readonly ReportScope[];
  /** Place of the time in the keys of the rows, where they are in its order. */
  timeIn?: { [Scope in ReportScope]?: number };
}

const both = ['SELLER', 'PLATFORM'] as const;

const figures = {
  ORDERS: 'number',
  UNITS: 'number',
  GROSS_SALES: 'number',
  DISCOUNTS: 'number',
  FEES: 'number',
  CANCELLED: 'number',
  REFUNDS: 'number',
  RETURNS: 'number',
  DISPUTES_OPENED: 'number',
  DISPUTES_LOST: 'number',
  NET: 'number',
} as const;

/** What each type of report has: its columns in their usual order, and what narrows it. */
export const reportTypes = {
  ORDERS: {
    columns: {
      ORDER_ID: 'text',
      SELLER_ID: 'text',
      PLACED_AT: 'time',
      STATUS: 'text',
      CURRENCY: 'text',
      UNITS: 'number',
      GROSS_SALES: 'number',
      DISCOUNTS: 'number',
      FEES: 'number',
      REFUNDS: 'number',
      NET: 'number',
      RETURNS: 'number',
      DISPUTES: 'number',
    },
    filters: ['currency', 'orderStatus'],
    scopes: both,
    timeIn: { SELLER: 1 },
  },
  SALES_BY_DAY: {
    columns: { DAY: 'day', CURRENCY: 'text', ...figures },
    filters: ['currency'],
    scopes: both,
    timeIn: { SELLER: 0, PLATFORM: 0 },
  },
  SALES_BY_PRODUCT: {
    columns: { PRODUCT_ID: 'text', SELLER_ID: 'text', CURRENCY: 'text', UNITS: 'number', GROSS_SALES: 'number' },
    filters: ['currency', 'productId'],
    scopes: both,
  },
  REFUNDS: {
    columns: {
      REFUND_ID: 'text',
      ORDER_ID: 'text',
      SELLER_ID: 'text',
      REFUNDED_AT: 'time',
      FAILED_AT: 'time',
      CURRENCY: 'text',
      AMOUNT: 'number',
    },
    filters: ['currency'],
    scopes: both,
  },
  EVENTS: {
    columns: {
      EVENT_ID: 'text',
      TIME: 'time',
      TYPE: 'text',
      TOPIC: 'text',
      SUBJECT: 'text',
      SEQUENCE: 'number',
      ACTOR_KIND: 'text',
      ACTOR_ID: 'text',
      CORRELATION_ID: 'text',
      CAUSATION_ID: 'text',
      DATA: 'text',
    },
    filters: ['topic', 'eventType', 'subject'],
    scopes: ['PLATFORM'],
    timeIn: { PLATFORM: 0 },
  },
} as const satisfies Record<string, TypeRules>;

export type ReportType = keyof typeof reportTypes;

type ColumnsOf<Type extends ReportType> = keyof (typeof reportTypes)[Type]['columns'];

export type ReportColumn = { [Type in ReportType]: ColumnsOf<Type> }[ReportType];

export const rulesOf = (type: ReportType): TypeRules => reportTypes[type];

/** Columns whose values are minor units, which the file has as decimals of the currency of the row. */
const amounts: ReadonlySet<string> = new Set<ReportColumn>([
  'GROSS_SALES',
  'DISCOUNTS',
  'FEES',
  'REFUNDS',
  'NET',
  'AMOUNT',
]);

export const isAmount = (column: ReportColumn): boolean => amounts.has(column);

/** The columns of a report as its file has them. */
export const columnsOf = (type: ReportType, columns: readonly ReportColumn[]): Column[] =>
  columns.map((column) => ({ name: column.toLowerCase(), kind: rulesOf(type).columns[column]! }));
