import { describe, expect, it } from '@jest/globals';
import { createPace } from './pace.ts';

describe('a pace', () => {
  it('lets no more messages begin within any second, and as many as that', () => {
    let at = 0;
    const pace = createPace(5, () => at);
    const begun: number[] = [];
    for (; at < 10_000; at += 70)
      while (pace.room() > 0) {
        pace.begin();
        begun.push(at);
      }
    const within = begun.map((first) => begun.filter((time) => time >= first && time < first + 1_000).length);
    expect(Math.max(...within)).toBe(5);
    expect(begun.length).toBeGreaterThanOrEqual(45);
  });

  it('has room for those alone that have not begun', () => {
    const pace = createPace(3, () => 0);
    pace.begin();
    pace.begin();
    expect(pace.room()).toBe(1);
    pace.begin();
    expect(pace.room()).toBe(0);
  });
});
