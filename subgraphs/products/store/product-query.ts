import type { Page } from '@soko/pagination';
import type { Counts } from '../domain/counts.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import type { ProductPosition, ProductSort } from '../domain/product-sort.ts';
import type { Rights } from '../domain/rights.ts';
import type { SummaryRow } from './product-rows.ts';

/** A query for one page of a list of products. */
export interface ProductQuery {
  filter: ProductFilter;
  sort: ProductSort;
  page: Page<ProductPosition>;
  rights: Rights;
  /** True if facets or the total are selected, so that one statement can return both. */
  counted: boolean;
}

/** A row with its position in the list. */
export interface PlacedRow {
  row: SummaryRow;
  position: ProductPosition;
}

/** A page, nearest rows first, with one row more than `limit` when there is another page. */
export interface ProductPage {
  rows: PlacedRow[];
  /** The search that replaced the given one because that found nothing. */
  correctedSearch: string | null;
  counts: () => Promise<Counts>;
}
