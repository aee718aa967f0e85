import { describe, expect, it } from '@jest/globals';
import { type GoodsGrant, goodsGrant, readGoodsGrant } from './goods-grant.ts';

describe('a grant for digital goods', () => {
  const grant: GoodsGrant = {
    lineId: 'orl_1',
    orderId: 'ord_1',
    variantId: 'var_1',
    quantity: 2,
    orderedAt: new Date('2026-03-01T10:00:00.000Z'),
    viewer: 'BUYER',
    isPaid: true,
  };
  const sealed = goodsGrant('key', 'req_1', grant);

  it('is read in its own request, under the current or a previous key', () => {
    expect(readGoodsGrant('key', 'req_1', 'orl_1', sealed)).toEqual(grant);
    expect(readGoodsGrant(['new', 'key'], 'req_1', 'orl_1', sealed)).toEqual(grant);
  });

  it.each([
    ['another request', 'key', 'req_2', 'orl_1', sealed],
    ['another line', 'key', 'req_1', 'orl_2', sealed],
    ['another key', 'other', 'req_1', 'orl_1', sealed],
    ['a guess', 'key', 'req_1', 'orl_1', 'guess'],
    ['none', 'key', 'req_1', 'orl_1', null],
  ])('is not read for %s', (_, key, requestId, lineId, given) => {
    expect(readGoodsGrant(key, requestId, lineId, given)).toBeNull();
  });
});
