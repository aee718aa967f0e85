/** One value of a facet. */
export interface FacetValue {
  value: string;
  label: string;
  count: number;
}

/** Counts of a list by the values of one property. */
export interface Facet {
  name: string;
  values: FacetValue[];
}

/** Counts of a whole list. */
export interface Counts {
  facets: Facet[];
  /** Number of matching products, or null for too many to count. */
  total: number | null;
}

/** Matches that are counted and ranked. A longer list is neither counted nor ranked to its end. */
export const maxCountedMatches = 10_000;
