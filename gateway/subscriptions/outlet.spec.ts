import { describe, expect, it } from '@jest/globals';
import { createOutlet } from './outlet.ts';

const values = (about: string, ...numbers: number[]) => numbers.map((number) => ({ about, number, length: 10 }));

const outletOf = (limits: { values?: number; length?: number } = {}, onClose = () => {}) =>
  createOutlet<{ about: string; number: number; length: number }>({ values: 100, length: 10_000, ...limits }, onClose);

async function readAll(outlet: ReturnType<typeof outletOf>): Promise<[number, boolean][]> {
  outlet.end();
  const read: [number, boolean][] = [];
  for await (const { value, hasGap } of outlet.values) read.push([value.number, hasGap]);
  return read;
}

describe('the queue of a subscriber', () => {
  it('is read in order, before and after it comes', async () => {
    const outlet = outletOf();
    const first = outlet.values.next();
    for (const value of values('a', 1, 2, 3)) outlet.push(value);
    expect((await first).value).toMatchObject({ value: { number: 1 }, hasGap: false });
    expect(await readAll(outlet)).toEqual([
      [2, false],
      [3, false],
    ]);
  });

  it('keeps the newest of each thing when it is full', async () => {
    const outlet = outletOf({ values: 3 });
    const [a, b, c] = [values('a', 1, 4), values('b', 2, 5), values('c', 3)];
    for (const value of [a[0]!, b[0]!, c[0]!, a[1]!, b[1]!]) outlet.push(value);
    expect(await readAll(outlet)).toEqual([
      [3, false],
      [4, false],
      [5, false],
    ]);
  });

  it('drops the oldest when all are about other things, and says so once, where they are missing', async () => {
    const outlet = outletOf({ values: 2 });
    for (const about of ['a', 'b', 'c', 'd']) outlet.push({ about, number: about.charCodeAt(0), length: 10 });
    expect(await readAll(outlet)).toEqual([
      [99, true],
      [100, false],
    ]);
  });

  it('is never longer than its limit, but has room for one value', async () => {
    const outlet = outletOf({ length: 25 });
    for (const about of ['a', 'b', 'c']) outlet.push({ about, number: about.charCodeAt(0), length: 10 });
    outlet.push({ about: 'd', number: 1, length: 10_000 });
    expect(await readAll(outlet)).toEqual([[1, true]]);
  });

  it('tells of a gap that came from elsewhere', async () => {
    const outlet = outletOf();
    const [first, second] = values('a', 1, 2);
    outlet.push(first!);
    outlet.skip();
    outlet.push(second!);
    expect(await readAll(outlet)).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('is dropped when the subscriber leaves, and closes once', async () => {
    let closed = 0;
    const outlet = outletOf({}, () => (closed += 1));
    const reading = outlet.values.next();
    await outlet.values.return();
    outlet.end();
    expect(await reading).toEqual({ done: true, value: undefined });
    outlet.push(values('a', 1)[0]!);
    expect(await outlet.values.next()).toEqual({ done: true, value: undefined });
    expect(closed).toBe(1);
  });
});
