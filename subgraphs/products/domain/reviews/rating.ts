/** Number of reviews and sum of their stars. */
export interface Stars {
  count: number;
  sum: number;
}

export const noStars: Stars = { count: 0, sum: 0 };

/** Numbers of reviews by stars, one star first. */
export type Distribution = readonly [one: number, two: number, three: number, four: number, five: number];

/** A rating as lists have it. `distribution` is null where only the average was read. */
export interface Rating extends Stars {
  distribution: Distribution | null;
}

export const ratingOf = (distribution: Distribution): Rating => ({
  count: distribution.reduce((sum, count) => sum + count, 0),
  sum: distribution.reduce((sum, count, index) => sum + count * (index + 1), 0),
  distribution,
});

export const noRating = ratingOf([0, 0, 0, 0, 0]);

/** The average with two decimals, rounded half up. Null without reviews. */
export function averageOf({ count, sum }: Stars): string | null {
  if (count === 0) return null;
  const hundredths = Math.floor((200 * sum + count) / (2 * count));
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

/** Disputes per sale in basis points. Null without a sale. */
export const disputeRateOf = ({ sales, disputes }: { sales: number; disputes: number }): number | null =>
  sales === 0 ? null : Math.floor((20_000 * disputes + sales) / (2 * sales));
