import { describe, expect, it } from '@jest/globals';
import type { EventTrail } from '@soko/events';
import { productEvents } from './product-events.ts';
import { productStatuses } from './product.ts';
import { sampleProduct, sampleVariant } from './sample-product.ts';

const trail: EventTrail = {
  correlationId: 'req_1',
  causationId: null,
  actor: { kind: 'user', id: 'usr_1' },
  now: () => new Date('2026-04-01T00:00:00Z'),
};

const types = (...args: Parameters<typeof productEvents>): string[] => productEvents(...args).map(({ type }) => type);

describe('the events of a change', () => {
  it('are none without a change', () => {
    const product = sampleProduct();
    expect(productEvents(product, { ...product, version: 2, updatedAt: new Date() }, trail)).toEqual([]);
  });

  it('have one event for each change of status', () => {
    for (const from of productStatuses) {
      for (const status of productStatuses) {
        if (from === status) continue;
        expect(productEvents(sampleProduct({ status: from }), sampleProduct({ status }), trail)).toHaveLength(1);
      }
    }
  });

  it('name the changed fields, with old and new values except for description and pictures', () => {
    const before = sampleProduct({ tags: ['a'] });
    const after = { ...before, title: 'Elm lamp', description: 'New', tags: ['b'], version: 2 };
    expect(productEvents(before, after, trail)).toMatchObject([
      {
        type: 'products.product.updated',
        sequence: 2,
        data: {
          old: { title: 'Oak lamp', tags: ['a'] },
          new: { title: 'Elm lamp', tags: ['b'] },
          changed: ['title', 'tags', 'description'],
        },
      },
    ]);
  });

  it('include one more for each changed price', () => {
    const before = sampleProduct({ variants: [sampleVariant(), sampleVariant({ id: 'var_2' })] });
    const price = { amountMinor: 900n, currency: 'EUR' };
    const after = {
      ...before,
      variants: [sampleVariant(), sampleVariant({ id: 'var_2', price }), sampleVariant({ id: 'var_3' })],
    };
    expect(types(before, after, trail)).toEqual(['products.product.updated', 'products.price.changed']);
    // Of two hundred variants, the events carry those that changed.
    expect(productEvents(before, after, trail)[0]?.data).toMatchObject({
      old: {},
      new: {},
      variants: { saved: [{ variantId: 'var_2' }, { variantId: 'var_3' }], removed: [] },
      changed: ['variants'],
    });
    expect(productEvents(after, before, trail)[0]?.data).toMatchObject({ variants: { removed: ['var_3'] } });
    expect(productEvents(before, after, trail)[1]?.data).toEqual({
      variantId: 'var_2',
      sellerId: 'slr_1',
      old: { amountMinor: '1250', currency: 'EUR' },
      new: { amountMinor: '900', currency: 'EUR' },
    });
  });
});
