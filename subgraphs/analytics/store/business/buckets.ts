import type { Queryable } from '@soko/postgres';
import type { BucketChange } from '../../domain/business/cells.ts';
import { measures } from '../../domain/business/measures.ts';
import { addingInsert } from '../adding-insert.ts';

const text = addingInsert(
  'business_buckets',
  { scope: 'text', size: 'int', at: 'timestamptz', currency: 'text' },
  measures,
);

/** Adds to the buckets of a generation, in one statement. */
export async function addToBuckets(tx: Queryable, generation: number, changes: readonly BucketChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query({
    name: 'business-buckets-add',
    // SQL: adds to many rows in one statement.
    text,
    values: [
      generation,
      changes.map(({ scope }) => scope),
      changes.map(({ size }) => size),
      changes.map(({ at }) => at),
      changes.map(({ currency }) => currency),
      ...measures.map((measure) => changes.map(({ figures }) => figures[measure])),
    ],
  });
}
