import type { ReportType } from '../../domain/reports/report-types.ts';
import { betDayRows, betRows, mintRows, storeOrderRows, tradeRows } from './business-rows.ts';
import { type Add, equal, type Given, liveGeneration, type RowSource, text, timeText } from './row-source.ts';

const live = liveGeneration('sales');

/** Times within JSON are texts in ISO 8601, whose order is that of bytes. */
const placedAt = `(o.facts->'order'->>'at') COLLATE "C"`;

const ofOrder = (name: string): string => `o.facts->'order'->>'${name}'`;

const sumIn = (list: string, value: string, condition = 'true'): string =>
  `(SELECT coalesce(sum((each.value->>'${value}')::numeric), 0) FROM ${list} AS each WHERE ${condition})::text`;

const countIn = (list: string, condition = 'true'): string =>
  `(SELECT count(*) FROM ${list} AS each WHERE ${condition})::text`;

const within = (name: string): string => `jsonb_each(coalesce(o.facts->'${name}', '{}'))`;

const orders = ({ scope, sellerId, filter }: Given, add: Add): string[] => [
  `o.generation = ${live}`,
  ...equal('o.seller_id', sellerId, add),
  ...equal('o.currency', filter.currency, add),
  // Sellers hear of no others.
  ...(scope === 'SELLER' ? [`(${ofOrder('wasConfirmed')})::boolean`] : []),
];

const orderRows = (given: Given, add: Add): RowSource => ({
  from: 'sales_orders o',
  where: [
    ...orders(given, add),
    `${placedAt} >= ${add(given.since.toISOString())}`,
    `${placedAt} < ${add(given.until.toISOString())}`,
    ...equal(ofOrder('status'), given.filter.orderStatus, add),
  ],
  key: [text('o.seller_id'), text(placedAt), text('o.order_id')],
  columns: {
    ORDER_ID: 'o.order_id',
    SELLER_ID: 'o.seller_id',
    PLACED_AT: ofOrder('at'),
    STATUS: ofOrder('status'),
    CURRENCY: 'o.currency::text',
    UNITS: `(SELECT coalesce(sum((line->>'units')::int), 0) FROM jsonb_array_elements(o.facts->'order'->'lines') AS line)::text`,
    GROSS_SALES: ofOrder('grossMinor'),
    DISCOUNTS: ofOrder('discountMinor'),
    FEES: ofOrder('feeMinor'),
    REFUNDS: sumIn(
      within('refunds'),
      'amountMinor',
      `each.value->>'at' IS NOT NULL AND each.value->>'failedAt' IS NULL`,
    ),
    NET: sumIn(within('postings'), 'amountMinor'),
    RETURNS: countIn(within('returns'), `(each.value->>'counts')::boolean`),
    DISPUTES: countIn(within('disputes')),
  },
});

const refundRows = (given: Given, add: Add): RowSource => ({
  from: `sales_orders o CROSS JOIN LATERAL ${within('refunds')} AS refund (id, state)`,
  where: [
    ...orders(given, add),
    // An order is placed before its refunds.
    `${placedAt} < ${add(given.until.toISOString())}`,
    `(refund.state->>'at') COLLATE "C" >= ${add(given.since.toISOString())}`,
    `(refund.state->>'at') COLLATE "C" < ${add(given.until.toISOString())}`,
  ],
  key: [text('o.seller_id'), text(placedAt), text('o.order_id'), text('refund.id')],
  columns: {
    REFUND_ID: 'refund.id',
    ORDER_ID: 'o.order_id',
    SELLER_ID: 'o.seller_id',
    REFUNDED_AT: `refund.state->>'at'`,
    FAILED_AT: `refund.state->>'failedAt'`,
    CURRENCY: 'o.currency::text',
    AMOUNT: `refund.state->>'amountMinor'`,
  },
});

const sum = (name: string): string => `sum(b.${name})::text`;

const buckets = ({ sellerId, filter, since, until }: Given, add: Add): string[] => [
  `b.generation = ${live}`,
  ...equal('b.seller_id', sellerId, add),
  ...equal('b.currency', filter.currency, add),
  `b.at >= ${add(since)}`,
  `b.at < ${add(until)}`,
];

function dayRows(given: Given, add: Add): RowSource {
  const day = `((b.at AT TIME ZONE ${add(given.timeZone)}::text)::date::text)`;
  return {
    from: 'sales_buckets b',
    where: buckets(given, add),
    key: [text(day), text('b.currency::text')],
    groupBy: `${day}, b.currency::text`,
    columns: {
      DAY: day,
      CURRENCY: 'b.currency::text',
      ORDERS: sum('orders'),
      UNITS: sum('units'),
      GROSS_SALES: sum('gross'),
      DISCOUNTS: sum('discounts'),
      FEES: sum('fees'),
      CANCELLED: sum('cancelled'),
      REFUNDS: sum('refunds'),
      RETURNS: sum('returns'),
      DISPUTES_OPENED: sum('disputes_opened'),
      DISPUTES_LOST: sum('disputes_lost'),
      NET: sum('net'),
    },
  };
}

const productRows = (given: Given, add: Add): RowSource => ({
  from: 'sales_product_buckets b',
  where: [...buckets(given, add), ...equal('b.product_id', given.filter.productId, add)],
  key: [text('b.seller_id'), text('b.product_id'), text('b.currency::text')],
  groupBy: 'b.seller_id, b.product_id, b.currency::text',
  having: 'sum(b.units) <> 0 OR sum(b.gross) <> 0',
  columns: {
    PRODUCT_ID: 'b.product_id',
    SELLER_ID: 'b.seller_id',
    CURRENCY: 'b.currency::text',
    UNITS: sum('units'),
    GROSS_SALES: sum('gross'),
  },
});

const eventRows = ({ filter, since, until }: Given, add: Add): RowSource => ({
  from: 'event_records r',
  where: [
    `r.time >= ${add(since)}`,
    `r.time < ${add(until)}`,
    ...equal('r.topic', filter.topic, add),
    ...equal('r.type', filter.eventType, add),
    ...equal('r.subject', filter.subject, add),
  ],
  key: [{ sql: 'r.time', type: 'timestamptz' }, text('r.id')],
  columns: {
    EVENT_ID: 'r.id',
    TIME: timeText('r.time'),
    TYPE: 'r.type',
    TOPIC: 'r.topic',
    SUBJECT: 'r.subject',
    SEQUENCE: 'r.sequence::text',
    ACTOR_KIND: 'r.actor_kind',
    ACTOR_ID: 'r.actor_id',
    CORRELATION_ID: 'r.correlation_id',
    CAUSATION_ID: 'r.causation_id',
    DATA: 'r.data::text',
  },
});

/** How the rows of each type are read. */
export const rowSources: Readonly<Record<ReportType, (given: Given, add: Add) => RowSource>> = {
  ORDERS: orderRows,
  REFUNDS: refundRows,
  SALES_BY_DAY: dayRows,
  SALES_BY_PRODUCT: productRows,
  STORE_ORDERS: storeOrderRows,
  TRADE_BY_DAY: tradeRows,
  MINTS: mintRows,
  BETS: betRows,
  BETS_BY_DAY: betDayRows,
  EVENTS: eventRows,
};
