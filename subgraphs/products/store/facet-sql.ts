import { bandEdges, priceBand } from '../domain/price-bands.ts';
import type { Facet } from '../domain/counts.ts';

/** Columns of `product p` that the facets need. */
export const facetColumns =
  'p.category_id, p.condition, p.type, p.tags, p.currency, p.price_rank, p.seller_id, p.status';

const names = ['category', 'condition', 'type', 'tags', 'price', 'seller', 'inStock'] as const;

/** A row of the union of all facets. The value of a price is `<currency>:<band>`. */
export interface FacetRow {
  name: (typeof names)[number];
  value: string;
  label: string;
  count: number;
}

const mostFrequent = 'ORDER BY count(*) DESC, 2 LIMIT 50';

/** Tags and sellers have many rare values that are of little use in a filter. */
const fewMostFrequent = 'ORDER BY count(*) DESC, 2 LIMIT 20';

/** All facets of the common table `hits` as one JSON value. */
export const facetsOfHits = `(SELECT coalesce(json_agg(f), '[]') FROM (
    (SELECT 'category' AS name, h.category_id AS value, c.name AS label, count(*)::int AS count
      FROM hits h JOIN category c ON c.id = h.category_id GROUP BY 2, 3 ${mostFrequent})
    UNION ALL (SELECT 'condition', h.condition, h.condition, count(*)::int FROM hits h GROUP BY 2 ${mostFrequent})
    UNION ALL (SELECT 'type', h.type, h.type, count(*)::int FROM hits h GROUP BY 2 ${mostFrequent})
    UNION ALL (SELECT 'tags', tag, tag, count(*)::int FROM hits h, unnest(h.tags) AS tag GROUP BY 2 ${fewMostFrequent})
    UNION ALL (SELECT 'price', b.currency || ':' || b.band, '', b.count FROM (
      SELECT h.currency, width_bucket(h.price_rank, ARRAY[${bandEdges.join(',')}]::bigint[]) AS band, count(*)::int AS count
      FROM hits h WHERE h.currency IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 50) b)
    UNION ALL (SELECT 'seller', h.seller_id, s.display_name, count(*)::int
      FROM hits h JOIN seller s ON s.id = h.seller_id GROUP BY 2, 3 ${fewMostFrequent})
    UNION ALL (SELECT 'inStock', (h.status <> 'SOLD_OUT')::text, (h.status <> 'SOLD_OUT')::text, count(*)::int FROM hits h GROUP BY 2 ${mostFrequent})
  ) f)`;

const byBand = (one: string, other: string): number => {
  const [currency = '', band = ''] = one.split(':');
  const [otherCurrency = '', otherBand = ''] = other.split(':');
  return currency < otherCurrency ? -1 : currency > otherCurrency ? 1 : Number(band) - Number(otherBand);
};

/** The facets for the graph, in the order of `names`. Price ranges are sorted from low to high. */
export function toFacets(rows: readonly FacetRow[]): Facet[] {
  const groups = new Map<string, FacetRow[]>(names.map((name) => [name, []]));
  for (const row of rows) groups.get(row.name)?.push(row);
  return [...groups].map(([name, group]) => ({
    name,
    values:
      name === 'price'
        ? group.toSorted((one, other) => byBand(one.value, other.value)).map(toPriceValue)
        : group.map(({ value, label, count }) => ({ value, label, count })),
  }));
}

function toPriceValue({ value, count }: FacetRow): Facet['values'][number] {
  const [currency = '', band] = value.split(':');
  return { ...priceBand(currency, Number(band)), count };
}
