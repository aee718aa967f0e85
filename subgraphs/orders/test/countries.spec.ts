import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, openShop, type Shop } from './shop.ts';

const migration = readFileSync(
  join(import.meta.dirname, '../../../prisma/orders/migrations/20261126041000_assigned_countries/migration.sql'),
  'utf8',
);

describe('tax rates', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  }, 60_000);
  afterAll(() => shop.close());

  const rates = async () => {
    const found = await shop.ask(admin, '{ taxRates { country basisPoints } }');
    return found.taxRates.map(
      ({ country, basisPoints }: { country: string; basisPoints: number }) => `${country} ${basisPoints}`,
    );
  };

  it('are refused for a code that is not assigned, and set for an alias under its country', async () => {
    const rate = { basisPoints: 2_000, inclusive: true };
    for (const country of ['XX', 'ZZ', 'AN', 'U1', 'GBR']) {
      expect(await shop.failure(admin, 'setTaxRate', { country, ...rate })).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'country',
      });
    }
    const set = await shop.mutate(admin, 'setTaxRate', { country: 'uk', ...rate }, 'country');
    expect(set).toMatchObject({ country: 'GB' });
  });

  it('of an alias are moved to its country, unless the country has one', async () => {
    await shop.pool.query('DELETE FROM tax_rate');
    await shop.pool.query(`INSERT INTO tax_rate (country, category_id, basis_points, inclusive, updated_at) VALUES
      ('UK', '', 1, true, now()), ('EL', '', 2, true, now()), ('GR', '', 3, true, now()), ('KE', '', 4, true, now())`);
    await shop.pool.query(migration);
    expect(await rates()).toEqual(['GB 1', 'GR 3', 'KE 4']);
  });
});
