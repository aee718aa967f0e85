import { openMedia } from '@soko/media';
import { defineSubgraph } from '@soko/subgraph';
import { createClickRecorder } from './commands/adverts/click-recorder.ts';
import { createViewCounter } from './commands/adverts/count-views.ts';
import { runAdverts } from './commands/adverts/run-adverts.ts';
import { confirmUpload } from './commands/confirm-upload.ts';
import { expireUploads } from './commands/expire-uploads.ts';
import { createImportRunner } from './commands/import-runner.ts';
import { announceMatches } from './commands/finding/announce-matches.ts';
import { matchSearches } from './commands/finding/match-searches.ts';
import { inviteToReview } from './commands/reviews/invite-buyers.ts';
import { removeOrphans } from './commands/remove-orphans.ts';
import { removeUnusedFiles } from './commands/remove-unused-files.ts';
import { createProductsContext } from './context.ts';
import { productsEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { serveDownloads } from './media/download-routes.ts';
import { serveMedia } from './media/serve-media.ts';
import { createOrdersPeer } from './peers/orders.ts';
import { resolvers } from './resolvers/index.ts';
import { productExportRoute } from './routes/product-export.ts';
import type { ProductsServices } from './services.ts';
import { advertPruneRules } from './store/adverts/prune-rules.ts';
import { createAdvertShelf } from './store/adverts/shelf.ts';
import { createCatalogue } from './store/catalogue.ts';
import { createCategoryTree } from './store/category-tree.ts';
import { findUpload } from './store/uploads.ts';
import { projections } from './projections.ts';
import { invariants } from './store/invariants.ts';

/** Time between two looks at all files: a bucket counts each thousand as a request. */
const orphansEveryMs = 6 * 3_600_000;

/** The catalogue: categories, products, variants, media, search, imports, wishlists. */
export const products = defineSubgraph({
  name: 'products',
  invariants,
  projections,
  typeDefs,
  resolvers,
  env: productsEnv,
  async open({ env, pool, adapter, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const media = openMedia(env);
    const sealKeys = [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD] as const;
    const services: ProductsServices = {
      db,
      pool,
      limits,
      catalogue: createCatalogue(pool),
      categories: createCategoryTree(pool),
      media: media.store,
      uploadLimits: {
        maxImageBytes: env.MEDIA_MAX_IMAGE_BYTES,
        maxImportBytes: env.MEDIA_MAX_IMPORT_BYTES,
        maxDigitalBytes: env.MEDIA_MAX_DIGITAL_BYTES,
        maxSellerBytes: env.MEDIA_MAX_SELLER_MEBIBYTES * 1_048_576,
        maxReviewerBytes: env.MEDIA_MAX_REVIEWER_MEBIBYTES * 1_048_576,
      },
      digital: {
        publicUrl: env.SOKO_PUBLIC_URL.replace(/\/$/, ''),
        maxDownloads: env.DIGITAL_DOWNLOADS_PER_FILE,
        linkMs: env.DIGITAL_LINK_SECONDS * 1_000,
      },
      sealKeys,
      orders: createOrdersPeer(peer),
      settings: {
        reviewPeriodMs: env.REVIEW_DAYS * 86_400_000,
        invitationMs: env.REVIEW_INVITATION_DAYS * 86_400_000,
      },
      alerts: { pauseMs: env.SEARCH_ALERT_MINUTES * 60_000 },
      adverts: {
        shelf: createAdvertShelf(pool, { keepMs: env.ADVERT_CACHE_MS, now }),
        views: createViewCounter({ pool, sealKeys, now }),
        recordClicks: createClickRecorder(pool, now),
        settings: {
          perPage: env.ADVERTS_PER_PAGE,
          clickMs: env.ADVERT_CLICK_MINUTES * 60_000,
          chargeMs: env.ADVERT_CHARGE_MINUTES * 60_000,
        },
      },
      now,
    };
    const imports = createImportRunner(services, { batchRows: env.IMPORT_BATCH_ROWS, turnMs: 1_000, log });
    return {
      context: (identity) => createProductsContext(services, identity),
      consumers: consumers({ pool, now, sealKeys }),
      jobs: [
        { name: 'products.run-imports', everyMs: 1_000, run: imports.runDue },
        { name: 'products.invite-to-review', everyMs: 60_000, run: () => inviteToReview(services) },
        { name: 'products.match-searches', everyMs: 2_000, run: () => matchSearches(services) },
        { name: 'products.announce-matches', everyMs: 2_000, run: () => announceMatches(services) },
        { name: 'products.expire-uploads', everyMs: 60_000, run: () => expireUploads(services) },
        {
          name: 'products.remove-unused-files',
          everyMs: 60_000,
          run: () => removeUnusedFiles(services, env.UNUSED_FILE_DAYS),
        },
        {
          name: 'products.remove-orphans',
          everyMs: orphansEveryMs,
          run: () => removeOrphans({ ...services, log }, env.ORPHANED_FILE_DAYS * 86_400_000),
        },
        { name: 'products.run-adverts', everyMs: 5_000, run: () => runAdverts(services) },
        // Each process has counted views of its own.
        { name: 'products.count-advert-views', everyMs: 2_000, isShared: true, run: services.adverts.views.flush },
      ],
      prune: [
        // With its errors. Its file follows: nothing uses it then.
        { table: 'product_import', where: 'finished_at < $1', keepMs: env.IMPORT_DAYS * 86_400_000 },
        // An order that can be reviewed no more; orders says when it was delivered.
        { table: 'purchase', where: 'fulfilled_at < $1', keepMs: (env.REVIEW_DAYS + 30) * 86_400_000 },
        { table: 'licence_order', where: 'changed_at < $1', keepMs: 30 * 86_400_000 },
        { table: 'product_view', where: 'viewed_at < $1', keepMs: env.RECENTLY_VIEWED_DAYS * 86_400_000 },
        // No message of a search is due later, unless the job could not run for a day.
        { table: 'passed_change', where: 'at < $1', keepMs: env.SEARCH_ALERT_MINUTES * 60_000 + 86_400_000 },
        { table: 'saved_search_match', where: 'matched_at < $1', keepMs: env.SEARCH_MATCH_DAYS * 86_400_000 },
        ...advertPruneRules,
      ],
      async routes(app) {
        await media.acceptUploads(app, {
          now,
          find: (id) => findUpload(db, id),
          confirm: (upload) => confirmUpload(services, upload),
        });
        if (media.directory !== null) serveMedia(app, media.directory);
        serveDownloads(app, services);
        productExportRoute(app, services);
      },
      async close() {
        await imports.close();
        await services.adverts.views.flush();
        await db.$disconnect();
      },
    };
  },
});
