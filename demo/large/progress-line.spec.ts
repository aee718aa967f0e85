import { describe, expect, it } from '@jest/globals';
import { progressLine } from './progress-line.ts';

describe('a line of progress', () => {
  it.each([
    [42_000, 100_000, 14_000, '42 000 of 100 000 products (42 %), 3 000 a second, 19 s left'],
    [0, 344, 0, '0 of 344 products (0 %), 0 a second'],
    [344, 344, 200, '344 of 344 products (100 %), 1 720 a second'],
    [1_234_567, 2_000_000, 1_000_000, '1 234 567 of 2 000 000 products (61 %), 1 235 a second, 620 s left'],
  ])('%s of %s after %s ms', (done, total, elapsedMs, line) => {
    expect(progressLine({ done, total, elapsedMs })).toBe(line);
  });
});
