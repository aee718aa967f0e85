import type { Counts } from '../domain/counts.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import type { Position, ProductSort } from '../domain/product-sort.ts';
import type { Rights } from '../domain/rights.ts';
import type { SummaryRow } from './product-rows.ts';

/** One page of a list of products to read. */
export interface ProductQuery {
  filter: ProductFilter;
  sort: ProductSort;
  limit: number;
  position: Position | null;
  backwards: boolean;
  rights: Rights;
  /** Whether facets or the total will be asked for, so that one statement can answer both. */
  counted: boolean;
}

/** A row with its place in the list. */
export interface PlacedRow {
  row: SummaryRow;
  position: Position;
}

/** A page, nearest rows first, with one row more than `limit` when there is another page. */
export interface ProductPage {
  rows: PlacedRow[];
  /** What was searched instead, when the search as written finds nothing. */
  correctedSearch: string | null;
  counts: () => Promise<Counts>;
}
