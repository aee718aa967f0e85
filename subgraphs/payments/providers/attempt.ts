/** One try of a call to a provider. All tries of a call share its key, so that the provider does it once. */
export interface Attempt {
  key: string;
  /** Number of earlier tries: 0 for the first. */
  number: number;
}

/** Number of tries under the first key. A provider may keep a failure as the result of a key, so later tries get a new one. */
const triesWithOneKey = 3;

export const isStuck = ({ number }: Attempt): boolean => number >= triesWithOneKey;

/** A stuck attempt gets a key of its own. Its caller must first look for the effect of earlier tries. */
export const keyOf = (attempt: Attempt): string =>
  isStuck(attempt) ? `${attempt.key}:${attempt.number}` : attempt.key;
