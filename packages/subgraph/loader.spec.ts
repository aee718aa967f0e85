import { describe, expect, it } from '@jest/globals';
import { loader, rowLoader, rowsLoader } from './loader.ts';

interface Goods {
  id: string;
  sellerId: string;
}

const goods: Goods[] = [
  { id: 'b', sellerId: 'x' },
  { id: 'a', sellerId: 'x' },
  { id: 'c', sellerId: 'y' },
];

describe('a loader', () => {
  it('asks once for everything that is loaded together, and loads what is missing as such', async () => {
    const asked: (readonly string[])[] = [];
    const stock = loader<number | null>(async (ids) => {
      asked.push(ids);
      return new Map([['a', 3]]);
    }, null);
    expect(await Promise.all([stock.load('a'), stock.load('b'), stock.load('a')])).toEqual([3, null, 3]);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('finds single rows by their key', async () => {
    const byId = rowLoader(
      async () => goods,
      ({ id }) => id,
    );
    expect(await byId.loadMany(['a', 'z', 'b'])).toEqual([goods[1], null, goods[0]]);
  });

  it('finds the rows of an owner in the order of the store', async () => {
    const ofSeller = rowsLoader(
      async () => goods,
      ({ sellerId }) => sellerId,
    );
    expect(await ofSeller.loadMany(['x', 'z'])).toEqual([[goods[0], goods[1]], []]);
  });
});
