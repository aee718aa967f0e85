/** One part of a list of products. */
export interface FacetValue {
  value: string;
  label: string;
  count: number;
}

export interface Facet {
  name: string;
  values: FacetValue[];
}

/** How a whole list divides. */
export interface Counts {
  facets: Facet[];
  /** Matching products, or null when they are too many to be counted. */
  total: number | null;
}

/** Beyond so many matches a list is neither counted nor ranked to its end. */
export const countedMatches = 10_000;
