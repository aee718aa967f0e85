import { describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@soko/testing';
import { join } from 'node:path';
import { seedProducts, type SeedProduct } from '../seed.ts';

const catalogue = (count: number) => ({
  categories: [
    { slug: 'home', name: 'Home', parentSlug: null },
    { slug: 'lamps', name: 'Lamps', parentSlug: 'home', translations: { de: 'Lampen' } },
  ],
  sellers: [{ id: 'slr_1', userId: 'usr_1', displayName: 'Ada', handle: 'ada' }],
  products: Array.from({ length: count }, (_, index): SeedProduct => ({
    slug: `lamp-${index}`,
    title: `Lamp ${index}`,
    description: 'It glows.',
    type: 'PHYSICAL',
    condition: 'NEW',
    status: index % 10 === 0 ? 'DRAFT' : 'ACTIVE',
    categorySlug: 'lamps',
    sellerId: 'slr_1',
    tags: ['lamp'],
    media: [{ file: 'seed/lamp.svg', mimeType: 'image/svg+xml', width: 10, height: 10, alt: 'A lamp' }],
    variants: [
      {
        sku: `L${index}`,
        options: [],
        price: { amount: '9.00', currency: 'EUR' },
        package: { lengthMm: 1, widthMm: 1, heightMm: 1, weightG: 1 },
      },
    ],
    createdAt: new Date(Date.UTC(2026, 2, 1, 0, index)),
  })),
});

const database = () =>
  createTestDatabase({ migrations: join(import.meta.dirname, '../../../prisma/products/migrations') });

describe('seeding the catalogue', () => {
  it('adds every product once with its event, also after a repeat, with the same ids on every machine', async () => {
    const [one, other] = [await database(), await database()];
    const [pool, second] = [one.openPool(), other.openPool()];
    const progress: number[] = [];
    const options = { batchSize: 100, onProgress: (added: number) => progress.push(added) };
    expect(await seedProducts(pool, catalogue(150), { batchSize: 100 })).toBe(150);
    expect(await seedProducts(pool, catalogue(250), options)).toBe(100);
    expect(progress).toEqual([0, 50, 100]);
    await seedProducts(second, catalogue(250));
    const ids =
      'SELECT p.id, v.id AS variant, p.media, p.status, p.listed, p.newest_at FROM product p JOIN variant v ON v.product_id = p.id ORDER BY p.id';
    const [{ rows }, { rows: others }] = [await pool.query(ids), await second.query(ids)];
    expect(rows).toHaveLength(250);
    expect(others).toEqual(rows);
    expect(rows.filter(({ listed }) => listed)).toHaveLength(225);
    const { rows: events } = await pool.query('SELECT aggregateid, type FROM outbox');
    expect(new Set(events.map(({ aggregateid }) => aggregateid)).size).toBe(250);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['products.product.created']));
    expect(events).toHaveLength(250);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('refuses invalid products and names the problem', async () => {
    const { openPool, drop } = await database();
    const pool = openPool();
    const [product] = catalogue(1).products;
    const seed = (wrong: Partial<SeedProduct>) =>
      seedProducts(pool, { ...catalogue(0), products: [{ ...product!, ...wrong }] });
    await expect(seed({ categorySlug: 'nowhere' })).rejects.toThrow('unknown category "nowhere"');
    await expect(seed({ title: 'x' })).rejects.toThrow('3 to 128');
    await drop();
  });
});
