import type pg from 'pg';
import { type SummaryRow, summaryColumns } from '../product-rows.ts';

/** Products of the category that are compared on each side of the price. */
const maxCompared = 40;

/** The words of a title and of tags, any of which may occur. A lexeme is quoted, so that none is read as an operator. */
const wordsOf = (search: string): string =>
  `(SELECT string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', '|')::tsquery
    FROM unnest(ts_filter(${search}, '{a,b}')))`;

/** Products on sale beside `o` in the index by category, currency and price, nearest first. */
const beside = (comparison: '<' | '>', direction: 'ASC' | 'DESC'): string =>
  `(SELECT p.* FROM product p WHERE p.listed AND p.category_id = o.category_id AND p.currency = o.currency
      AND (p.price_rank, p.id) ${comparison} (o.price_rank, o.id)
    ORDER BY p.price_rank ${direction}, p.id ${direction} LIMIT ${maxCompared})`;

/**
 * Similarity in thousandths: 2,000 when the title has all words of the other title and tags, 1,000 for the same price, 100
 * each for the same type and condition. Whole numbers, so that the order is the same everywhere.
 */
const similarity = `round(2000 * coalesce(ts_rank('{0,0.2,0.6,1}', p.search, w.words), 0) / 0.607927
    + 1000.0 * least(p.price_rank, o.price_rank) / greatest(p.price_rank, o.price_rank)
    + CASE WHEN p.type = o.type THEN 100 ELSE 0 END + CASE WHEN p.condition = o.condition THEN 100 ELSE 0 END)::int`;

/**
 * Products on sale that are similar to each of the products, most similar first, sold-out ones last. One statement for all.
 * Those of the same category and currency whose prices are nearest are compared by their words.
 */
export async function findSimilar(
  pool: pg.Pool,
  productIds: readonly string[],
  limit: number,
): Promise<Map<string, SummaryRow[]>> {
  // SQL: hot, similar products of a whole list in one statement.
  const { rows } = await pool.query<SummaryRow & { similar_to: string }>({
    name: 'similar-products',
    text: `SELECT o.id AS similar_to, s.* FROM product o
      CROSS JOIN LATERAL (SELECT ${wordsOf('o.search')} AS words) w
      CROSS JOIN LATERAL (
        SELECT ${summaryColumns}, ${similarity} AS similarity FROM (${beside('<', 'DESC')} UNION ALL ${beside('>', 'ASC')}) p
        ORDER BY p.status = 'SOLD_OUT', similarity DESC, p.id LIMIT $2
      ) s
      WHERE o.id = ANY($1) ORDER BY o.id, s.status = 'SOLD_OUT', s.similarity DESC, s.id`,
    values: [productIds, limit],
  });
  const bySource = new Map<string, SummaryRow[]>();
  for (const row of rows) {
    const known = bySource.get(row.similar_to);
    if (known) known.push(row);
    else bySource.set(row.similar_to, [row]);
  }
  return bySource;
}
