import { type SeedStock, type SeedStockOptions, seedStock } from '@soko/subgraph-fulfilment/seed';
import type pg from 'pg';
import { createRandom } from '../random.ts';
import { on, type SeedTarget } from '../seed-target.ts';

/** How many variants are read at once. */
const batchSize = 2_000;

type Shelved = Omit<SeedStock, 'quantity'>;

/** Stock of a variant: few of every twelfth thing, a shelf full of the rest; the same on every machine. */
export function quantityOf(variantId: string): number {
  const random = createRandom(variantId);
  return random.chance(1 / 12) ? random.between(1, 5) : random.between(20, 120);
}

/** Everything of the catalogue that is kept in stock, by id. */
async function* physicalVariants(pool: pg.Pool): AsyncGenerator<SeedStock> {
  for (let last = ''; ;) {
    const { rows } = await pool.query<Shelved>(
      `SELECT v.id AS "variantId", v.product_id AS "productId", v.seller_id AS "sellerId", p.store_id AS "storeId", v.sku, v.currency,
        jsonb_build_object('lengthMm', v.length_mm, 'widthMm', v.width_mm, 'heightMm', v.height_mm, 'weightG', v.weight_g) AS package
       FROM variant v JOIN product p ON p.id = v.product_id WHERE p.type = 'PHYSICAL' AND v.id > $1 ORDER BY v.id LIMIT $2`,
      [last, batchSize],
    );
    for (const row of rows) yield { ...row, quantity: quantityOf(row.variantId) };
    if (rows.length < batchSize) return;
    last = rows.at(-1)!.variantId;
  }
}

/** Stocks every physical variant there is. What is stocked already stays as it is. */
export const seedShelves = (target: SeedTarget, options: SeedStockOptions = {}): Promise<number> =>
  on(target, 'products', (products) =>
    on(target, 'fulfilment', (fulfilment) => seedStock(fulfilment, { items: physicalVariants(products) }, options)),
  );
