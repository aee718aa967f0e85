import { describe, expect, it } from '@jest/globals';
import { blockingIndexes } from '../blocking-indexes.mjs';

describe('an index of a migration', () => {
  it.each([
    ['on a table of the same migration', 'CREATE TABLE "a" (id text); CREATE INDEX "a_idx" ON "a" (id);'],
    ['that is built beside the traffic', '-- For a job.\nCREATE UNIQUE INDEX CONCURRENTLY "a_idx" ON "a" (id);'],
    [
      'on a table that is said to be small',
      '-- small table: a, one row per tax rate\nCREATE INDEX "a_idx" ON "a" (id);',
    ],
    ['in a comment', '-- CREATE INDEX "a_idx" ON "a" (id);\nALTER TABLE "a" ADD COLUMN b int;'],
  ])('%s is fine', (_, sql) => {
    expect(blockingIndexes(sql)).toEqual([]);
  });

  it('on a table with rows must be built beside the traffic', () => {
    expect(blockingIndexes('ALTER TABLE "a" ADD COLUMN b int;\ncreate unique index "a_idx" on "a" (b);')).toEqual([
      expect.stringContaining('"a_idx" on "a" stops all writes'),
    ]);
  });

  it('on one table is not excused by another small table', () => {
    expect(blockingIndexes('-- small table: b, few\nCREATE INDEX a_idx ON a (id);')).toHaveLength(1);
  });

  it('that is built beside the traffic is the only statement of its migration', () => {
    expect(blockingIndexes('ALTER TABLE a ADD COLUMN b int; CREATE INDEX CONCURRENTLY a_idx ON a (b);')).toEqual([
      expect.stringContaining('only statement'),
    ]);
  });
});
