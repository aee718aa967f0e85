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
    const createdAt = new Date('2026-03-01T00:00:00Z');
    const pages = [{ storeId: 'sto_1', slug: 'about-us', title: 'About us', markdown: '# Lamps', createdAt }];
    expect(await seedProducts(pool, { ...catalogue(150), pages }, { batchSize: 100 })).toBe(150);
    expect(await seedProducts(pool, { ...catalogue(250), pages }, options)).toBe(100);
    const { rows: written } = await pool.query('SELECT slug, published_from AS "from" FROM content_page');
    expect(written).toEqual([{ slug: 'about-us', from: createdAt }]);
    expect(progress).toEqual([0, 50, 100]);
    await seedProducts(second, catalogue(250));
    const ids =
      'SELECT p.id, v.id AS variant, p.media, p.status, p.listed, p.newest_at FROM product p JOIN variant v ON v.product_id = p.id ORDER BY p.id';
    const [{ rows }, { rows: others }] = [await pool.query(ids), await second.query(ids)];
    expect(rows).toHaveLength(250);
    expect(others).toEqual(rows);
    expect(rows.filter(({ listed }) => listed)).toHaveLength(225);
    const { rows: events } = await pool.query('SELECT aggregateid, type FROM outbox');
    const ofProducts = events.filter(({ type }) => type === 'products.product.created');
    expect(new Set(ofProducts.map(({ aggregateid }) => aggregateid)).size).toBe(250);
    expect(ofProducts).toHaveLength(250);
    expect(events.filter(({ type }) => type === 'products.content.created')).toHaveLength(1);
    expect(events).toHaveLength(251);
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
