import { describe, expect, it } from '@jest/globals';
import { spread } from './assigner.ts';

const assigned = (subscribed: Record<string, string[]>, partitions: Record<string, number>) => {
  const count = (topic: string) => Array.from({ length: partitions[topic] ?? 0 }, (_, index) => index);
  const assignment = spread(new Map(Object.entries(subscribed)), Object.keys(partitions), count);
  return Object.fromEntries([...assignment].map(([member, topics]) => [member, Object.fromEntries(topics)]));
};

describe('assigning partitions', () => {
  it('spreads them evenly over topics', () => {
    expect(assigned({ x: ['a', 'b'], y: ['a', 'b'] }, { a: 1, b: 3 })).toEqual({
      x: { a: [0], b: [1] },
      y: { b: [0, 2] },
    });
  });

  it('gives a member only what it subscribes to', () => {
    expect(assigned({ old: ['a'], new: ['a', 'b'] }, { a: 2, b: 2 })).toEqual({
      old: { a: [1] },
      new: { a: [0], b: [0, 1] },
    });
  });

  it('leaves members without work when there are more of them than partitions', () => {
    expect(assigned({ x: ['a'], y: ['a'] }, { a: 1 })).toEqual({ x: { a: [0] }, y: {} });
  });
});
