import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '@soko/refusals';
import {
  missingFrom,
  settleStock,
  toArchived,
  toBlocked,
  toPaused,
  toPublished,
  toUnblocked,
} from './product-status.ts';
import { type Product, type ProductStatus, productStatuses } from './product.ts';
import { sampleProduct, sampleVariant } from './sample-product.ts';

const now = new Date('2026-04-01T00:00:00Z');

/** Every arrow of the state diagram; all other steps are refused. */
const arrows: Record<string, Partial<Record<ProductStatus, ProductStatus>>> = {
  publish: { DRAFT: 'ACTIVE', PAUSED: 'ACTIVE' },
  pause: { ACTIVE: 'PAUSED', SOLD_OUT: 'PAUSED' },
  archive: { DRAFT: 'ARCHIVED', ACTIVE: 'ARCHIVED', SOLD_OUT: 'ARCHIVED', PAUSED: 'ARCHIVED', BLOCKED: 'ARCHIVED' },
  block: { DRAFT: 'BLOCKED', ACTIVE: 'BLOCKED', SOLD_OUT: 'BLOCKED', PAUSED: 'BLOCKED' },
  unblock: { BLOCKED: 'ACTIVE' },
};
const steps = {
  publish: toPublished,
  pause: toPaused,
  archive: toArchived,
  block: toBlocked,
  unblock: (product: Product, at: Date) => toUnblocked(product, at, 'ACTIVE'),
};

describe('the status of a product', () => {
  describe.each(Object.keys(steps) as (keyof typeof steps)[])('%s', (step) => {
    it.each(productStatuses)('from %s', (status) => {
      const outcome = steps[step](sampleProduct({ status }), now);
      const to = arrows[step]?.[status];
      expect(isRefusal(outcome) ? outcome.__typename : outcome.status).toBe(to ?? 'WrongProductStatus');
    });
  });

  it('lists the statuses that allow a step', () => {
    expect(toPublished(sampleProduct({ status: 'BLOCKED' }), now)).toMatchObject({
      code: 'WRONG_PRODUCT_STATUS',
      status: 'BLOCKED',
      allowed: ['DRAFT', 'PAUSED'],
    });
  });

  it('keeps the time of the first publication', () => {
    const first = new Date('2026-03-02T00:00:00Z');
    expect(toPublished(sampleProduct(), now)).toMatchObject({ publishedAt: now });
    expect(toPublished(sampleProduct({ status: 'PAUSED', publishedAt: first }), now)).toMatchObject({
      publishedAt: first,
    });
  });

  it('needs a category, a variant and packages before it is on sale', () => {
    expect(missingFrom(sampleProduct({ categoryId: null, variants: [] }), [])).toEqual(['CATEGORY', 'VARIANT']);
    const unpacked = [sampleVariant(), sampleVariant({ id: 'var_2', package: null })];
    expect(missingFrom(sampleProduct({ variants: unpacked }), [])).toEqual(['PACKAGE']);
    expect(missingFrom(sampleProduct({ type: 'DIGITAL', variants: unpacked }), [])).toEqual([]);
    expect(toPublished(sampleProduct({ type: 'DIGITAL', variants: unpacked }), now, ['var_2'])).toMatchObject({
      missing: ['DIGITAL_GOODS'],
      variantIds: ['var_2'],
    });
    expect(toUnblocked(sampleProduct({ status: 'BLOCKED', variants: [] }), now, 'ACTIVE')).toMatchObject({
      missing: ['VARIANT'],
    });
  });

  it('returns from a block to where it was, also incomplete', () => {
    const blocked = sampleProduct({ status: 'BLOCKED', variants: [] });
    expect(toUnblocked(blocked, now, 'DRAFT')).toMatchObject({ status: 'DRAFT', publishedAt: null });
    expect(toUnblocked(blocked, now, 'PAUSED')).toMatchObject({ status: 'PAUSED' });
    expect(toUnblocked(sampleProduct({ status: 'BLOCKED' }), now, 'SOLD_OUT')).toMatchObject({ status: 'ACTIVE' });
  });
});

describe('stock', () => {
  const stocked = (status: ProductStatus, ...levels: (number | null)[]) =>
    settleStock(
      sampleProduct({
        status,
        variants: levels.map((available, index) => sampleVariant({ id: `var_${index}`, available })),
      }),
    ).status;

  it('is sold out only when every variant is out of stock', () => {
    expect(stocked('ACTIVE', 0, 0)).toBe('SOLD_OUT');
    expect(stocked('ACTIVE', 0, 1)).toBe('ACTIVE');
    expect(stocked('ACTIVE', 0, null)).toBe('SOLD_OUT');
    expect(stocked('ACTIVE', null)).toBe('SOLD_OUT');
    expect(
      settleStock(sampleProduct({ status: 'ACTIVE', type: 'DIGITAL', variants: [sampleVariant({ available: null })] }))
        .status,
    ).toBe('ACTIVE');
    for (const available of [0, 1]) {
      const variants = [sampleVariant({ available })];
      const { status } = settleStock(sampleProduct({ status: 'ACTIVE', type: 'DIGITAL', variants }));
      expect(status).toBe(available === 0 ? 'SOLD_OUT' : 'ACTIVE');
    }
    expect(stocked('SOLD_OUT', 0, 2)).toBe('ACTIVE');
    expect(stocked('SOLD_OUT', 0, 0)).toBe('SOLD_OUT');
  });

  it.each(['DRAFT', 'PAUSED', 'BLOCKED', 'ARCHIVED'] as const)('does not change a product that is %s', (status) => {
    expect([stocked(status, 0), stocked(status, 3)]).toEqual([status, status]);
  });
});
