import type { Column, ColumnKind } from '@soko/spreadsheet';
import type { ReportFilter, ReportScope } from './report.ts';

/** What the rows of a report are read from. */
export type ReportSource = 'event_records' | 'sales' | 'business';

interface TypeRules {
  source: ReportSource;
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

const trade = {
  ORDERS_CREATED: 'number',
  ORDERS_CONFIRMED: 'number',
  ORDERS_FULFILLED: 'number',
  ORDERS_CANCELLED: 'number',
  ORDERS_FAILED: 'number',
  ORDERS: 'number',
  GROSS_SALES: 'number',
  DISCOUNTS: 'number',
  FEES: 'number',
  CAPTURED: 'number',
  REFUNDS: 'number',
  DISPUTES_OPENED: 'number',
  AMOUNT_WON: 'number',
  AMOUNT_LOST: 'number',
} as const;

/** What each type of report has: its columns in their usual order, and what narrows it. */
export const reportTypes = {
  ORDERS: {
    source: 'sales',
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
    source: 'sales',
    columns: { DAY: 'day', CURRENCY: 'text', ...figures },
    filters: ['currency'],
    scopes: both,
    timeIn: { SELLER: 0, PLATFORM: 0 },
  },
  SALES_BY_PRODUCT: {
    source: 'sales',
    columns: { PRODUCT_ID: 'text', SELLER_ID: 'text', CURRENCY: 'text', UNITS: 'number', GROSS_SALES: 'number' },
    filters: ['currency', 'productId'],
    scopes: both,
  },
  REFUNDS: {
    source: 'sales',
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
  STORE_ORDERS: {
    source: 'business',
    columns: {
      ORDER_ID: 'text',
      PLACED_AT: 'time',
      STATUS: 'text',
      CURRENCY: 'text',
      GROSS_SALES: 'number',
      DISCOUNTS: 'number',
      FEES: 'number',
      CAPTURED: 'number',
      REFUNDS: 'number',
      DISPUTES_OPENED: 'number',
      AMOUNT_LOST: 'number',
    },
    filters: ['currency', 'orderStatus'],
    scopes: ['STORE'],
    timeIn: { STORE: 0 },
  },
  TRADE_BY_DAY: {
    source: 'business',
    columns: { DAY: 'day', CURRENCY: 'text', ...trade },
    filters: ['currency'],
    scopes: ['STORE', 'PLATFORM'],
    timeIn: { STORE: 0, PLATFORM: 0 },
  },
  MINTS: {
    source: 'business',
    columns: { MINT_ID: 'text', STORE_ID: 'text', ENDED_AT: 'time', STATUS: 'text', ITEMS: 'number' },
    filters: [],
    scopes: ['STORE', 'PLATFORM'],
    timeIn: { STORE: 0, PLATFORM: 0 },
  },
  BETS: {
    source: 'business',
    columns: {
      BET_ID: 'text',
      PLACED_AT: 'time',
      STATUS: 'text',
      CURRENCY: 'text',
      STAKE: 'number',
      POTENTIAL_RETURN: 'number',
      SETTLED_STAKE: 'number',
      PAID: 'number',
      GGR: 'number',
      OPEN_LIABILITY: 'number',
      ENDED_AT: 'time',
    },
    filters: ['currency'],
    scopes: ['PLATFORM'],
    timeIn: { PLATFORM: 0 },
  },
  BETS_BY_DAY: {
    source: 'business',
    columns: {
      DAY: 'day',
      CURRENCY: 'text',
      BETS: 'number',
      STAKE: 'number',
      SETTLED_STAKE: 'number',
      PAID: 'number',
      GGR: 'number',
    },
    filters: ['currency'],
    scopes: ['PLATFORM'],
    timeIn: { PLATFORM: 0 },
  },
  EVENTS: {
    source: 'event_records',
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
  'CAPTURED',
  'AMOUNT_WON',
  'AMOUNT_LOST',
  'STAKE',
  'POTENTIAL_RETURN',
  'SETTLED_STAKE',
  'PAID',
  'GGR',
  'OPEN_LIABILITY',
]);

export const isAmount = (column: ReportColumn): boolean => amounts.has(column);

/** The columns of a report as its file has them. */
export const columnsOf = (type: ReportType, columns: readonly ReportColumn[]): Column[] =>
  columns.map((column) => ({ name: column.toLowerCase(), kind: rulesOf(type).columns[column]! }));
