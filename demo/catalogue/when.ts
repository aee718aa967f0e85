import type { Random } from '../random.ts';

/** The day the demo catalogue was written: its newest product is a few hours older. Fixed, so that ids are the same everywhere. */
export const catalogueDate = new Date('2026-11-20T18:00:00Z');

const dayMs = 86_400_000;
const spanDays = 548;

/** A moment in the eighteen months before `catalogueDate`, more often a late one, in a shop's working hours. */
export function listedAt(random: Random): Date {
  const ageDays = 1 + Math.floor(spanDays * random.next() ** 1.4);
  const day = catalogueDate.getTime() - ageDays * dayMs - 18 * 3_600_000;
  return new Date(day + random.between(5 * 3_600, 19 * 3_600) * 1_000 + random.between(0, 999));
}
