import type { Parameters } from '@soko/postgres';
import type { ProductFilter } from '../domain/product-filter.ts';
import { toWebSearch } from '../domain/search-terms.ts';
import type { Rights } from '../domain/rights.ts';

/** Products on sale or, with a status filter, products that the viewer may manage. */
function visibilitySql(filter: ProductFilter, rights: Rights, { add }: Parameters): string {
  if (filter.status === undefined) return 'p.listed';
  const statuses = `p.status = ANY(${add(filter.status)})`;
  if (rights.seesAll) return statuses;
  const own = `p.seller_id = ${add(rights.ownsSeller ? (rights.seller?.id ?? null) : null)}`;
  return `${statuses} AND (${own} OR p.store_id = ANY(${add(rights.storeIds)}))`;
}

/** Equality for a single value, because an index on the column then keeps its order. */
const oneOf = (column: string, values: readonly string[], { add }: Parameters): string =>
  values.length === 1 ? `${column} = ${add(values[0])}` : `${column} = ANY(${add(values)})`;

/** The tsquery of a search, from the placeholder of its words as `toWebSearch` returns them. */
export const searchQuery = (placeholder: string): string => `public.search_query(${placeholder})`;

/** The conditions on `product p` of a filter and of the viewer's rights. */
export function filterSql(filter: ProductFilter, rights: Rights, parameters: Parameters): string {
  const { add } = parameters;
  const {
    search,
    categoryId,
    sellerId,
    storeId,
    currency,
    minRank,
    maxRank,
    condition,
    type,
    tags,
    ids,
    minRating,
    inStock,
  } = filter;
  const conditions = [visibilitySql(filter, rights, parameters)];
  if (search !== undefined) conditions.push(`p.search @@ ${searchQuery(add(toWebSearch(search)))}`);
  if (categoryId !== undefined) {
    conditions.push(
      `p.category_id = ANY(ARRAY(SELECT c.id FROM category c WHERE c.path @> ARRAY[${add(categoryId)}]))`,
    );
  }
  if (sellerId !== undefined) conditions.push(`p.seller_id = ${add(sellerId)}`);
  if (storeId !== undefined) conditions.push(`p.store_id = ${add(storeId)}`);
  if (currency !== undefined) conditions.push(`p.currency = ${add(currency)}`);
  if (minRank !== undefined) conditions.push(`p.price_rank >= ${add(minRank.toString())}`);
  if (maxRank !== undefined) conditions.push(`p.price_rank <= ${add(maxRank.toString())}`);
  if (condition !== undefined) conditions.push(oneOf('p.condition', condition, parameters));
  if (type !== undefined) conditions.push(oneOf('p.type', type, parameters));
  if (tags !== undefined) conditions.push(`p.tags @> ${add(tags)}`);
  if (ids !== undefined) conditions.push(`p.id = ANY(${add(ids)})`);
  if (minRating !== undefined) {
    conditions.push(`p.rating_count > 0 AND 100 * p.rating_sum >= ${add(minRating)}::int * p.rating_count`);
  }
  if (inStock !== undefined) conditions.push(inStock ? "p.status <> 'SOLD_OUT'" : "p.status = 'SOLD_OUT'");
  return conditions.join(' AND ');
}
