import { describe, expect, it } from '@jest/globals';
import { createOutlet } from './outlet.ts';

describe('the queue of a subscriber', () => {
  it('is read in order, before and after it comes', async () => {
    const outlet = createOutlet<number>(3, () => {});
    const first = outlet.values.next();
    for (const value of [1, 2, 3]) expect(outlet.push(value)).toBe(true);
    outlet.end();
    const read: number[] = [(await first).value as number];
    for await (const value of outlet.values) read.push(value);
    expect(read).toEqual([1, 2, 3]);
  });

  it('is never more than its limit', async () => {
    const outlet = createOutlet<number>(2, () => {});
    expect([outlet.push(1), outlet.push(2), outlet.push(3)]).toEqual([true, true, false]);
    await outlet.values.next();
    expect(outlet.push(4)).toBe(true);
    expect((await outlet.values.next()).value).toBe(2);
  });

  it('is dropped when the subscriber leaves, and closes once', async () => {
    let closed = 0;
    const outlet = createOutlet<number>(2, () => (closed += 1));
    const reading = outlet.values.next();
    await outlet.values.return();
    outlet.end();
    expect(await reading).toEqual({ done: true, value: undefined });
    expect(outlet.push(1)).toBe(true);
    expect(await outlet.values.next()).toEqual({ done: true, value: undefined });
    expect(closed).toBe(1);
  });
});
