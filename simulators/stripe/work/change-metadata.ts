import type { Metadata } from '../records/common-fields.ts';

/** What Stripe makes of sent metadata: keys are merged, an empty value removes its key, an empty whole removes all. */
export function changeMetadata(now: Metadata, sent: Metadata | null | undefined): Metadata {
  if (sent === undefined) return now;
  if (sent === null) return {};
  return Object.fromEntries(Object.entries({ ...now, ...sent }).filter(([, value]) => value !== ''));
}
