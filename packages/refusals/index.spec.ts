import { describe, expect, it } from '@jest/globals';
import { isRefusal, refuse, type Refused } from './index.ts';

interface Order {
  id: string;
}

const outOfStock = (variantIds: string[]) => refuse('OutOfStock', 'Not enough is in stock.', { variantIds });

describe('a refusal', () => {
  it('names its type, and derives its code from the name', () => {
    expect(outOfStock(['var_1'])).toEqual({
      __typename: 'OutOfStock',
      code: 'OUT_OF_STOCK',
      message: 'Not enough is in stock.',
      variantIds: ['var_1'],
    });
  });

  it('needs no details', () => {
    const refused: Refused<'LastVariant'> = refuse('LastVariant', 'A product needs a variant.');
    expect(refused).toEqual({
      __typename: 'LastVariant',
      code: 'LAST_VARIANT',
      message: 'A product needs a variant.',
    });
  });

  it('differs from an entity, for the compiler as well', () => {
    const outcomes: (Order | ReturnType<typeof outOfStock>)[] = [{ id: 'ord_1' }, outOfStock(['var_1'])];
    expect(outcomes.map((each) => (isRefusal(each) ? each.variantIds : each.id))).toEqual(['ord_1', ['var_1']]);
  });

  it('differs from a result that names its type', () => {
    const reserved: { __typename: 'StockReserved' } | ReturnType<typeof outOfStock> = { __typename: 'StockReserved' };
    expect(isRefusal(reserved)).toBe(false);
  });
});
