import type { Parameters } from '@soko/postgres';
import type { AgeComparison, Comparison, Condition } from '../../domain/segments/segment.ts';

/** Each comparison as SQL has it. No text of a query gets into a statement. */
const operators: Readonly<Record<Comparison, string>> = {
  '=': '=',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Less long ago is a later time. */
const opposite: Readonly<Record<AgeComparison, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * The condition of a segment for a row `c` of `contacts`. It is true or false and never null, so that `not` is its opposite.
 * All values are parameters.
 */
export function segmentSql(condition: Condition, now: Date, add: Parameters['add']): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.all.map((each) => segmentSql(each, now, add));
      return `(${parts.join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `NOT ${segmentSql(condition.condition, now, add)}`;
    case 'tag':
      return `(${add(condition.tag)} = ANY (c.tags))`;
    case 'source':
      return `(c.source = ${add(condition.source)})`;
    case 'bought':
      return `EXISTS (SELECT 1 FROM contact_orders o WHERE o.contact_id = c.id AND ${add(condition.productId)} = ANY (o.product_ids))`;
    case 'claimed':
      return `EXISTS (SELECT 1 FROM contact_claims o WHERE o.contact_id = c.id AND o.token_id = ${add(condition.tokenId)})`;
    case 'orders':
      return `(c.orders ${operators[condition.comparison]} ${add(condition.count)})`;
    case 'spent': {
      const { amountMinor, currency, comparison } = condition;
      const spent = `(SELECT coalesce(sum(o.spent_minor), 0) FROM contact_orders o WHERE o.contact_id = c.id AND o.currency = ${add(currency)})`;
      return `(${spent} ${operators[comparison]} ${add(amountMinor.toString())}::numeric)`;
    }
    default: {
      const column = condition.kind === 'added' ? 'c.created_at' : 'c.last_ordered_at';
      const time = add(new Date(now.getTime() - condition.ageMs));
      return `coalesce(${column} ${opposite[condition.comparison]} ${time}::timestamptz, false)`;
    }
  }
}
