import { stableId } from '@soko/ids';
import { seedConversation } from '@soko/subgraph-chat/seed';
import { smallCatalogue } from '../catalogue/small-catalogue.ts';
import { demoAccount } from '../people/demo-accounts.ts';
import { shops } from '../people/shops.ts';
import { on, type SeedTarget } from '../seed-target.ts';

const lines = [
  'Hello! Is it still available, and does it come with everything in the pictures?',
  'Good morning. Yes to both: I packed one this morning, and it is exactly as shown.',
  'Lovely. How long does it take to reach Mombasa?',
];

/** A conversation of the demo customer and the demo seller about the first product of the seller. */
export async function seedTalk(target: SeedTarget): Promise<void> {
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
