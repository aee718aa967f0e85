import { describe, expect, it } from '@jest/globals';
import { storeOf } from './order.ts';

describe('the store of an order', () => {
  it.each([
    [['sto_1'], 'sto_1'],
    [['sto_1', 'sto_1'], 'sto_1'],
    [['sto_1', 'sto_2'], null],
    [['sto_1', null], null],
    [[null, null], null],
  ])('of goods of the stores %j is %s', (storeIds, expected) => {
    expect(storeOf(storeIds.map((storeId) => ({ storeId })))).toBe(expected);
  });
});
