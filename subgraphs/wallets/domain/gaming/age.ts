/** Age from which people may bet in a country without a rule of its own. */
export const defaultMinimumAge = 18;

/**
 * Whole years at the beginning of `day` (both YYYY-MM-DD). People who were born on 29 February come of age on 1 March in
 * years without that day: the stricter of the two rules that countries have.
 */
export function ageOn(dateOfBirth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return day.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}

/** The day in UTC, as YYYY-MM-DD. Ages change at midnight UTC, wherever a user lives. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
