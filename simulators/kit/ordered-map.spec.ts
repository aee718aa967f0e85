import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createOrderedMap } from './ordered-map.ts';

const commands = fc.array(fc.tuple(fc.constantFrom('set', 'delete', 'deleteOldest'), fc.integer({ min: 0, max: 30 })), {
  maxLength: 200,
});

describe('an ordered map', () => {
  it('reads the same from either end, whatever was set and deleted', () => {
    fc.assert(
      fc.property(commands, (steps) => {
        const map = createOrderedMap<number>();
        let model: [string, number][] = [];
        for (const [command, number] of steps) {
          const id = command === 'deleteOldest' ? model[0]?.[0] : String(number);
          if (id === undefined) continue;
          if (command === 'set') {
            map.set(id, number);
            if (!model.some(([known]) => known === id)) model.push([id, number]);
          } else {
            map.delete(id);
            model = model.filter(([known]) => known !== id);
          }
        }
        const values = model.map(([, value]) => value);
        expect([...map.oldestFirst()]).toEqual(values);
        expect([...map.newestFirst()]).toEqual(values.toReversed());
        expect(map.size).toBe(values.length);
        const middle = model[Math.floor(model.length / 2)];
        if (middle) {
          const behind = values.slice(0, Math.floor(model.length / 2)).toReversed();
          expect([...map.newestFirst(middle[0])]).toEqual(behind);
        }
      }),
    );
  });

  it('gives back the room of what was deleted at the old end', () => {
    const map = createOrderedMap<number>();
    for (let number = 0; number < 20_000; number += 1) {
      map.set(String(number), number);
      if (number >= 10) map.delete(String(number - 10));
    }
    expect([...map.newestFirst('19995')]).toEqual([19_994, 19_993, 19_992, 19_991, 19_990]);
  });
});
