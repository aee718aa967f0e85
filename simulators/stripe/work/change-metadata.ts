import type { Metadata } from '../records/common-fields.ts';

/** Stripe's rule for metadata: keys are merged, an empty value removes its key, an empty object removes all. */
export function changeMetadata(now: Metadata, sent: Metadata | null | undefined): Metadata {
  if (sent === undefined) return now;
  if (sent === null) return {};
  return Object.fromEntries(Object.entries({ ...now, ...sent }).filter(([, value]) => value !== ''));
}
