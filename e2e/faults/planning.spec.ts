import { describe, expect, it } from '@jest/globals';
import { type Fault, planFaults } from './faults.ts';
import { createRandom } from './random.ts';

const nothing = async (): Promise<void> => {};

const fault = (kind: string, target: string): Fault => ({ kind, target, lasts: [1, 9], begin: nothing, end: nothing });

const faults = [
  ...['orders', 'payments', 'wallets'].flatMap((name) => [fault('kill -9', name), fault('SIGSTOP', name)]),
  fault('Kafka is away', ''),
  ...['one', 'other'].map((name) => fault('database refuses for two minutes', name)),
];

const planned = (seed: number) => {
  const { first, rest } = planFaults(faults, createRandom(seed));
  return [first, rest].map((each) => each.map(({ kind, target, lastsMs }) => `${kind} ${target} ${lastsMs}`));
};

describe('the plan of a run', () => {
  it.each([1, 2, 3, 4, 5])('has every kind at first, and then every other fault once, with seed %i', (seed) => {
    const { first, rest } = planFaults(faults, createRandom(seed));
    const kinds = new Set(faults.map(({ kind }) => kind));
    expect(first).toHaveLength(kinds.size);
    expect(new Set(first.map(({ kind }) => kind))).toEqual(kinds);
    const kills = [...first, ...rest].filter(({ kind }) => kind === 'kill -9' || kind === 'SIGSTOP');
    expect(new Set(kills.map(({ kind, target }) => `${kind} ${target}`)).size).toBe(6);
    expect(kills).toHaveLength(6);
  });

  it('has the longest outage once', () => {
    const { first, rest } = planFaults(faults, createRandom(6));
    expect(first.filter(({ kind }) => kind === 'database refuses for two minutes')).toHaveLength(1);
    expect(rest.filter(({ kind }) => kind === 'database refuses for two minutes')).toEqual([]);
  });

  it('is the same for the same seed, and another one for another', () => {
    expect(planned(7)).toEqual(planned(7));
    expect(planned(7)).not.toEqual(planned(8));
  });
});
