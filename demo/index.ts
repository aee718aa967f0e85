import { existsSync } from 'node:fs';
import { seedProducts } from '@soko/subgraph-products/seed';
import { seedUsers } from '@soko/subgraph-users/seed';
import { seedAges, seedBettor, seedMarkets } from '@soko/subgraph-wallets/seed';
import { silentLogger } from '@soko/log';
import type pg from 'pg';
import { categories } from './catalogue/categories.ts';
import { smallCatalogue } from './catalogue/small-catalogue.ts';
import { storePages } from './catalogue/store-pages.ts';
import { demoAccount, demoAccounts, demoPassword } from './people/demo-accounts.ts';
import { shopFronts } from './people/shop-fronts.ts';
import { shopkeepers, shops } from './people/shops.ts';
import { writePictures } from './pictures/write-pictures.ts';
import { on, type SeedTarget } from './seed-target.ts';
import { quantityOf, seedShelves } from './stock/seed-shelves.ts';
import { seedTalk } from './talk/seed-talk.ts';
import { seedTerms } from './terms/seed-terms.ts';

export type { SeedTarget } from './seed-target.ts';

const isEmpty = async (
  pool: pg.Pool,
  table: 'users' | 'product' | 'stock_item' | 'tax_rate' | 'gaming_person' | 'sport_event' | 'conversation',
): Promise<boolean> => (await pool.query(`SELECT 1 FROM ${table} LIMIT 1`)).rows.length === 0;

/** The demo people with their shops and stores. */
export const seedPeople = (target: SeedTarget): Promise<void> =>
  on(target, 'users', (pool) =>
    seedUsers(
      pool,
      { people: [...demoAccounts, ...shopkeepers], sellers: shops, stores: [...shopFronts.values()] },
      { password: demoPassword, sealKey: target.sealKey },
    ),
  );

/** Ages of the demo accounts, so that they can deposit and bet. */
const seedPlayers = (target: SeedTarget): Promise<void> =>
  on(target, 'wallets', (pool) =>
    seedAges(
      pool,
      demoAccounts.map(({ id }) => ({ userId: id, dateOfBirth: '1990-05-04', country: 'KE' })),
    ),
  );

/** Money and bets of the demo customer. */
const seedBets = (target: SeedTarget): Promise<void> =>
  on(target, 'wallets', (pool) =>
    seedBettor(
      pool,
      { userId: demoAccount('customer').id, fundedBy: demoAccount('admin').id },
      { log: silentLogger, now: target.now ?? (() => new Date()) },
    ),
  );

/** The demo catalogue and its pictures. */
async function seedCatalogue(target: SeedTarget): Promise<void> {
  await writePictures(target.mediaFolder);
  await on(target, 'products', (pool) =>
    seedProducts(pool, {
      categories,
      sellers: shops,
      products: smallCatalogue(),
      pages: storePages,
      stockOf: quantityOf,
    }),
  );
}

/**
 * Fills an empty installation with the demo people and catalogue, and stocks it. What a start that was interrupted left out is added
 * by the next one; where people or products are already, nothing of them changes.
 */
export async function seedOnce(target: SeedTarget): Promise<void> {
  const [noPeople, noProducts, noStock, noTerms, noAges, noMarkets, noTalk] = await Promise.all([
    on(target, 'users', (pool) => isEmpty(pool, 'users')),
    on(target, 'products', (pool) => isEmpty(pool, 'product')),
    on(target, 'fulfilment', (pool) => isEmpty(pool, 'stock_item')),
    on(target, 'orders', (pool) => isEmpty(pool, 'tax_rate')),
    on(target, 'wallets', (pool) => isEmpty(pool, 'gaming_person')),
    on(target, 'wallets', (pool) => isEmpty(pool, 'sport_event')),
    on(target, 'chat', (pool) => isEmpty(pool, 'conversation')),
  ]);
  if (noPeople) await seedPeople(target);
  if (noProducts || !existsSync(target.mediaFolder)) await seedCatalogue(target);
  if (noProducts || noStock) await seedShelves(target);
  if (noTerms) await seedTerms(target);
  if (noAges) await seedPlayers(target);
  if (noMarkets) await on(target, 'wallets', (pool) => seedMarkets(pool, silentLogger));
  if (noTalk) await seedTalk(target);
  await seedBets(target);
}
