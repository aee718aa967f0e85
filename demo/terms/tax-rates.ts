/** Taxes that are included in prices, as shops in these countries show them. In basis points, of 2026. */
const contained: Readonly<Record<string, number>> = {
  AT: 2000,
  BE: 2100,
  CH: 810,
  DE: 1900,
  DK: 2500,
  ES: 2100,
  FI: 2550,
  FR: 2000,
  GB: 2000,
  IE: 2300,
  IT: 2200,
  KE: 1600,
  NL: 2100,
  NO: 2500,
  PL: 2300,
  PT: 2300,
  RW: 1800,
  SE: 2500,
  TZ: 1800,
  UG: 1800,
  ZA: 1500,
};

/** Taxes that are added to the price: the federal tax of Canada. The United States have no federal sales tax. */
const onTop: Readonly<Record<string, number>> = { CA: 500 };

/** Reduced rates for books and food, by category. */
const reduced: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  DE: { books: 700, coffee: 700, 'tea-spices': 700, 'honey-preserves': 700 },
  FR: { books: 550, coffee: 550, 'tea-spices': 550, 'honey-preserves': 550 },
  GB: { books: 0, coffee: 0, 'tea-spices': 0, 'honey-preserves': 0 },
};

/** What is taxed how; `category` is a slug, or null for everything else in the country. */
export interface TaxNote {
  country: string;
  category: string | null;
  basisPoints: number;
  inclusive: boolean;
}

const wholeCountry = (rates: Readonly<Record<string, number>>, inclusive: boolean): TaxNote[] =>
  Object.entries(rates).map(([country, basisPoints]) => ({ country, category: null, basisPoints, inclusive }));

export const taxNotes: readonly TaxNote[] = [
  ...wholeCountry(contained, true),
  ...wholeCountry(onTop, false),
  ...Object.entries(reduced).flatMap(([country, rates]) =>
    Object.entries(rates).map(([category, basisPoints]) => ({ country, category, basisPoints, inclusive: true })),
  ),
];
