import { describe, expect, it } from '@jest/globals';
import { createAgenda } from './agenda.ts';
import { createVirtualClock } from './virtual-clock.ts';

const setUp = () => {
  const clock = createVirtualClock({ realNow: () => 1_000 });
  const agenda = createAgenda(clock);
  const done: string[] = [];
  return { clock, agenda, done, note: (name: string) => () => done.push(name) };
};

describe('an agenda', () => {
  it('runs what a jump of the clock made due, earliest first', () => {
    const { clock, agenda, done, note } = setUp();
    agenda.at(4_000, note('late'));
    agenda.at(2_000, note('early'));
    agenda.at(2_000, note('early, entered second'));
    agenda.at(9_000, note('not yet'));
    clock.advance(3_000);
    expect(done).toEqual(['early', 'early, entered second', 'late']);
    clock.advance(5_000);
    expect(done.at(-1)).toBe('not yet');
    agenda.close();
  });

  it('runs what becomes due as real time passes', async () => {
    const clock = createVirtualClock();
    const agenda = createAgenda(clock);
    await new Promise<void>((resolve) => agenda.at(clock.now().getTime() + 20, resolve));
    agenda.close();
  });

  it('runs what its own work adds, when that is due too', () => {
    const { clock, agenda, done, note } = setUp();
    agenda.at(2_000, () => agenda.at(1_500, note('added')));
    clock.advance(1_000);
    expect(done).toEqual(['added']);
    agenda.close();
  });

  it('forgets everything when it is closed', () => {
    const { clock, agenda, done, note } = setUp();
    agenda.at(2_000, note('never'));
    agenda.close();
    clock.advance(10_000);
    expect(done).toEqual([]);
  });
});

describe('a virtual clock', () => {
  it('goes forward only', () => {
    const { clock } = setUp();
    clock.advance(500);
    expect(clock.now().getTime()).toBe(1_500);
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });
});
