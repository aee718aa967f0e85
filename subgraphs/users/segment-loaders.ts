import DataLoader from 'dataloader';
import type pg from 'pg';
import type { Contact } from './domain/contacts/contact.ts';
import { readSegment } from './domain/segments/read-segment.ts';
import { type Condition, isFault, type Segment } from './domain/segments/segment.ts';
import { countMembers, findMembers } from './store/segments/segments.ts';
import { withinBounds } from './store/segments/within-bounds.ts';

/** A page of the members of a segment, and one more. */
export interface MembersAsked {
  segment: Segment;
  after: string | null;
  limit: number;
  backwards: boolean;
}

/** The condition of a saved segment. It was read before it was saved. */
export function conditionOf({ id, query }: Segment): Condition {
  const read = readSegment(query);
  if (isFault(read)) throw new Error(`The query of segment ${id} cannot be read: ${read.message}`);
  return read;
}

/** Loaders that answer all segments of a list with one statement. */
export function createSegmentLoaders(pool: pg.Pool, now: () => Date) {
  return {
    segmentSize: new DataLoader<Segment, number>((segments) => {
      const questions = segments.map((segment) => ({ storeId: segment.storeId, condition: conditionOf(segment) }));
      return withinBounds(pool, (tx) => countMembers(tx, questions, now()));
    }),
    segmentMembers: new DataLoader<MembersAsked, Contact[], string>(
      (asked) => {
        const questions = asked.map(({ segment, ...page }) => ({
          ...page,
          storeId: segment.storeId,
          condition: conditionOf(segment),
        }));
        return withinBounds(pool, (tx) => findMembers(tx, questions, now()));
      },
      {
        cacheKeyFn: ({ segment, after, limit, backwards }) => JSON.stringify([segment.id, after, limit, backwards]),
      },
    ),
  };
}
