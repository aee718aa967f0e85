import { createLimits, networkOf } from '@soko/limits';
import { openMedia, servePictures } from '@soko/media';
import { defineSubgraph } from '@soko/subgraph';
import { endWaiting } from './commands/disputes/end-waiting.ts';
import { confirmPicture } from './commands/pictures/confirm-picture.ts';
import { removeOrphans } from './commands/pictures/remove-orphans.ts';
import { removeUnusedPictures } from './commands/pictures/remove-unused-pictures.ts';
import { sweepOffers } from './commands/offers/sweep-offers.ts';
import { sweepReturns } from './commands/returns/sweep-returns.ts';
import { createSweepers } from './commands/sweep-due-work.ts';
import { createOrdersContext } from './context.ts';
import { toParkedEvent } from './domain/parked-event.ts';
import { ordersEnv } from './env.ts';
import { group } from './events/group.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createChainPeer } from './peers/chain.ts';
import { createFulfilmentPeer } from './peers/fulfilment.ts';
import { createPaymentsPeer } from './peers/payments.ts';
import { createProductsPeer } from './peers/products.ts';
import { createUsersPeer } from './peers/users.ts';
import { pictureLinks } from './pictures/picture-links.ts';
import { createPlacementGuard } from './placement-guard.ts';
import { resolvers } from './resolvers/index.ts';
import { promotionCodesRoute } from './routes/promotion-codes.ts';
import type { OrdersServices } from './services.ts';
import { invariants } from './store/invariants.ts';
import { findPictures } from './store/pictures/pictures.ts';
import { pruneRules } from './store/prune-rules.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Time between two looks at all files: a bucket counts each thousand as a request. */
const orphansEveryMs = 6 * hourMs;

/** Carts, quotes, checkouts and orders, and the saga that carries out a purchase. */
export const orders = defineSubgraph({
  name: 'orders',
  invariants,
  planning: 'by index',
  typeDefs,
  resolvers,
  env: ordersEnv,
  async open({ env, pool, adapter, bus, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const cartLimits = createLimits({ log, now });
    const media = openMedia(env, { uploadPath: '/orders/uploads' });
    const services: OrdersServices = {
      db,
      pool,
      limits,
      products: createProductsPeer(peer('products')),
      users: createUsersPeer(peer('users')),
      fulfilment: createFulfilmentPeer(peer('fulfilment')),
      payments: createPaymentsPeer(peer('payments')),
      chain: createChainPeer(peer('chain')),
      pickupCountry: env.ORDERS_PICKUP_COUNTRY ?? null,
      takeGuestCart: (clientAddress) =>
        cartLimits.take([
          {
            name: 'orders.guest-carts-by-client',
            key: networkOf(clientAddress),
            points: env.ORDERS_GUEST_CARTS_PER_ADDRESS,
            says: 'Too many new carts.',
          },
        ]),
      codeAttempts: env.ORDERS_PROMOTION_CODE_TRIES_PER_ADDRESS,
      publicUrl: env.SOKO_PUBLIC_URL,
      guard: createPlacementGuard({
        limits,
        log,
        now,
        points: {
          'orders.declines-by-client': env.ORDERS_DECLINES_PER_ADDRESS_AN_HOUR,
          'orders.unconfirmed-by-client': env.ORDERS_UNCONFIRMED_PER_ADDRESS_AN_HOUR,
        },
      }),
      casePictures: {
        media: media.store,
        maxBytes: env.CASE_MAX_PICTURE_BYTES,
        linkMs: env.CASE_PICTURE_LINK_SECONDS * 1_000,
        publicUrl: env.SOKO_PUBLIC_URL.replace(/\/$/, ''),
      },
      async findParked(limit) {
        try {
          const letters = await bus.deadLetters({ group, limit });
          return letters.map(toParkedEvent).filter((event) => event !== null);
        } catch (error) {
          log.warn({ err: error }, 'could not read the events that were given up');
          return [];
        }
      },
      times: {
        leaseMs: env.ORDERS_SAGA_LEASE_MS,
        reservationMs: env.ORDERS_RESERVATION_MS,
        actionMs: env.ORDERS_PAYMENT_ACTION_MS,
        guestActionMs: Math.min(env.ORDERS_GUEST_PAYMENT_ACTION_MS, env.ORDERS_PAYMENT_ACTION_MS),
        lookMs: env.ORDERS_PAYMENT_LOOK_MS,
      },
      disputes: { windowMs: env.DISPUTE_DAYS * dayMs, answerMs: env.DISPUTE_ANSWER_DAYS * dayMs },
      offers: { answerMs: env.OFFER_HOURS * hourMs, validMs: env.OFFER_VALID_HOURS * hourMs },
      offersPerDay: env.OFFERS_PER_DAY,
      returns: {
        days: env.ORDERS_RETURN_DAYS,
        decisionMs: env.ORDERS_RETURN_DECISION_DAYS * dayMs,
        sendMs: env.ORDERS_RETURN_SEND_DAYS * dayMs,
      },
      returnAddress: env.ORDERS_RETURN_ADDRESS ?? null,
      placeTimeoutMs: env.ORDERS_PLACE_TIMEOUT_MS,
      runningCalls: new Map(),
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      log,
      now,
    };
    const sweepers = createSweepers(services);
    return {
      context: (identity) => createOrdersContext(services, identity),
      consumers: consumers(services),
      jobs: [
        { name: 'orders.continue-checkouts', everyMs: 1_000, isShared: true, run: sweepers.checkouts.runDue },
        { name: 'orders.run-tasks', everyMs: 1_000, isShared: true, run: sweepers.tasks.runDue },
        { name: 'orders.remove-unused-pictures', everyMs: 60_000, run: () => removeUnusedPictures(services) },
        {
          name: 'orders.remove-orphans',
          everyMs: orphansEveryMs,
          run: () => removeOrphans(services, env.ORPHANED_FILE_DAYS * dayMs),
        },
        { name: 'orders.end-waiting-disputes', everyMs: 60_000, run: () => endWaiting(services) },
        { name: 'orders.sweep-offers', everyMs: 60_000, run: () => sweepOffers(services) },
        { name: 'orders.sweep-returns', everyMs: 60_000, run: () => sweepReturns(services) },
      ],
      prune: pruneRules({
        cartDays: env.CART_DAYS,
        guestContactDays: env.GUEST_CONTACT_DAYS,
        disputeTextDays: env.DISPUTE_TEXT_DAYS,
        offerDays: env.OFFER_DAYS,
      }),
      async routes(app) {
        await media.acceptUploads(app, {
          now,
          find: async (id) => (await findPictures(pool, [id]))[0] ?? null,
          confirm: (picture) => confirmPicture(services, picture),
        });
        servePictures(app, {
          links: pictureLinks,
          store: media.store,
          keys: services.sealKeys,
          now,
          async find(id) {
            const [picture] = await findPictures(pool, [id]);
            return picture?.usedBy == null ? null : picture;
          },
          advice: 'Ask for the picture again for a new link.',
        });
        promotionCodesRoute(app, services);
      },
      async stopWorking() {
        await Promise.all([sweepers.checkouts.close(), sweepers.tasks.close()]);
      },
      async close() {
        cartLimits.close();
        await db.$disconnect();
      },
    };
  },
});
