import { randomBytes } from 'node:crypto';
import { defineSubgraph } from '@soko/subgraph';
import { createProductsContext, type ProductsServices } from './context.ts';
import { productsEnv } from './env.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createLocalMedia } from './media/local-media.ts';
import { resolvers } from './resolvers/index.ts';
import { createCatalogue } from './store/catalogue.ts';

export * from './seed.ts';

/** The catalogue: categories, products, variants, media, search, imports, wishlists. */
export const products = defineSubgraph({
  name: 'products',
  typeDefs,
  resolvers,
  env: productsEnv,
  async open({ env, pool, adapter, now }) {
    const db = new PrismaClient({ adapter });
    const mediaKey = env.SOKO_MEDIA_KEY ?? randomBytes(32).toString('base64url');
    const media = createLocalMedia({ directory: env.SOKO_MEDIA_DIR, publicUrl: env.SOKO_PUBLIC_URL, key: mediaKey });
    const services: ProductsServices = {
      pool,
      db,
      catalogue: createCatalogue(pool),
      media,
      settings: { maximumImageBytes: env.MEDIA_MAX_IMAGE_BYTES, maximumImportBytes: env.MEDIA_MAX_IMPORT_BYTES },
      now,
    };
    return {
      context: (identity) => createProductsContext(services, identity),
      close: () => db.$disconnect(),
    };
  },
});
