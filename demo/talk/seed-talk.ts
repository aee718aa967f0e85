import { stableId } from '@soko/ids';
import { seedConversation } from '@soko/subgraph-chat/seed';
import { smallCatalogue } from '../catalogue/small-catalogue.ts';
import { demoAccount } from '../people/demo-accounts.ts';
import { shopFronts } from '../people/shop-fronts.ts';
import { shops } from '../people/shops.ts';
import { on, type SeedTarget } from '../seed-target.ts';

const lines = [
  'Hello! Is it still available, and does it come with everything in the pictures?',
  'Good morning. Yes to both: I packed one this morning, and it is exactly as shown.',
  'Lovely. How long does it take to reach Mombasa?',
];

const linesToStore = ['Hello, which of your bicycles fits somebody who is 1.60 m tall?'];

/** The store that a demo account helps: people write to it, and its team answers. */
const helped = 'nordhavn-cycles';

/** A conversation of the demo customer and the demo seller, and one of the courier with a store whose team a demo account is in. */
export async function seedTalk(target: SeedTarget): Promise<void> {
  await seedTalkWithStore(target);
  const seller = demoAccount('seller');
  const shop = shops.find(({ userId }) => userId === seller.id);
  const product = smallCatalogue().find(
    ({ sellerId, status = 'ACTIVE' }) => sellerId === shop?.id && status === 'ACTIVE',
  );
  if (shop === undefined || product === undefined) throw new Error('The demo seller has no product on sale.');
  await on(target, 'chat', (pool) =>
    seedConversation(pool, {
      buyerId: demoAccount('customer').id,
      sellerId: shop.id,
      sellerUserId: seller.id,
      productId: stableId('prd', product.slug, product.createdAt),
      about: product.title,
      lines,
    }),
  );
}

async function seedTalkWithStore(target: SeedTarget): Promise<void> {
  const store = shopFronts.get(helped);
  const product = smallCatalogue().find(
    ({ storeId, status = 'ACTIVE' }) => storeId === store?.id && status === 'ACTIVE',
  );
  const shop = shops.find(({ id }) => id === product?.sellerId);
  if (store === undefined || product === undefined || shop === undefined) {
    throw new Error(`The store "${helped}" has no product on sale.`);
  }
  await on(target, 'chat', (pool) =>
    seedConversation(pool, {
      buyerId: demoAccount('courier').id,
      sellerId: shop.id,
      sellerUserId: shop.userId,
      storeId: store.id,
      productId: stableId('prd', product.slug, product.createdAt),
      about: product.title,
      lines: linesToStore,
    }),
  );
}
