import type { Role } from '@soko/auth';
import { languageOf, type Segment } from './campaign.ts';

/** A person who has just verified an email address: without a country and without an order. */
export interface Newcomer {
  roles: readonly Role[];
  locale: string;
  registeredAt: Date;
}

/** True when a new person belongs to a segment. */
export function belongsNewcomer(segment: Segment, { roles, locale, registeredAt }: Newcomer): boolean {
  if (segment.countries.length > 0) return false;
  if (segment.boughtInCategoryId !== null || segment.customersOfStoreId !== null) return false;
  // Its people are those of the time at which the campaign began.
  if (segment.segmentId !== undefined) return false;
  if (segment.roles.length > 0 && !segment.roles.some((role) => roles.includes(role))) return false;
  if (segment.locales.length > 0 && !segment.locales.includes(languageOf(locale))) return false;
  if (segment.registeredFrom !== null && registeredAt < new Date(segment.registeredFrom)) return false;
  return segment.registeredUntil === null || registeredAt < new Date(segment.registeredUntil);
}
