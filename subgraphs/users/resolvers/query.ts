import { requireRole, requireService, requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { findPersonalKeys } from '@soko/outbox';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { storePlanOffers } from '../commands/plans/change-store-plan.ts';
import { findApiKeyViewer } from '../commands/find-api-key-viewer.ts';
import { trialMintQuota } from '../domain/store-account.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findDataExport } from '../store/data-exports.ts';
import { findEndedAccess } from '../store/ended-access.ts';
import { findSellerByHandle, findSellers, listSellers } from '../store/sellers.ts';
import { findSessions } from '../store/sessions.ts';
import { findStoreAccount, findStoreAccountsOf } from '../store/store-accounts.ts';
import { findMemberships } from '../store/store-teams.ts';
import { findUser, listUsers } from '../store/users.ts';
import { visibleSeller, visibleStore } from './visible.ts';

const userCursors = timeAndId('users', (id) => id.startsWith('usr_'));
const sellerCursors = timeAndId('sellers', (id) => id.startsWith('slr_'));

/** Exactly one of two arguments. Throws BAD_USER_INPUT for both and for neither. */
function oneOf<First extends string, Second extends string>(
  args: { [Key in First | Second]?: string | null | undefined },
  first: First,
  second: Second,
): { [Key in First]: string } | { [Key in Second]: string } {
  const [one, other] = [args[first] ?? null, args[second] ?? null];
  if ((one === null) === (other === null))
    throw badUserInput(`Pass exactly one of \`${first}\` and \`${second}\`.`, first);
  return (one === null ? { [second]: other } : { [first]: one }) as ReturnType<typeof oneOf<First, Second>>;
}

export const query: QueryResolvers = {
  storePlans: (_, __, context) =>
    storePlanOffers(context, trialMintQuota).map(({ price, ...offer }) => ({
      ...offer,
      price: price && toGraphMoney(price),
    })),

  me: (_, __, context) => context.loaders.user.load(requireUser(context.viewer).id),

  user(_, { id }, context) {
    requireRole(context.viewer, 'SUPPORT');
    return context.loaders.user.load(id);
  },

  async users(_, { filter, ...args }, context) {
    requireRole(context.viewer, 'SUPPORT');
    const page = readPage(args, userCursors);
    const rows = await listUsers(context.pool, filter ?? {}, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(userCursors, [createdAt, id]));
  },

  async seller(_, args, context) {
    const by = oneOf(args, 'id', 'handle');
    const found =
      'id' in by
        ? await context.loaders.seller.load(by.id)
        : await findSellerByHandle(context.db, by.handle.trim().toLowerCase());
    return visibleSeller(context, found);
  },

  async sellers(_, { status, ...args }, context) {
    requireRole(context.viewer, 'SUPPORT');
    const page = readPage(args, sellerCursors);
    const rows = await listSellers(context.db, status ?? null, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(sellerCursors, [createdAt, id]));
  },

  async store(_, args, context) {
    const by = oneOf(args, 'id', 'domain');
    const where = 'id' in by ? by : { domain: by.domain.trim().toLowerCase() };
    return visibleStore(context, await findStoreAccount(context.db, where));
  },

  myStores: (_, __, context) => findStoreAccountsOf(context.db, requireUser(context.viewer).id),

  sessions: (_, __, context) => findSessions(context.db, requireUser(context.viewer).id, context.now()),

  async dataExport(_, { id }, context) {
    const found = await findDataExport(context.db, id);
    return found?.userId === requireUser(context.viewer).id ? found : null;
  },

  async endedAccess(_, { since }, context) {
    requireService(context.viewer);
    const { now, pool, settings } = context;
    const asOf = now();
    const begin = since ?? new Date(asOf.getTime() - settings.accessLifetimeMs);
    const ended = await findEndedAccess(pool, { since: begin, everyBlocked: since == null });
    return { ...ended, asOf, tokenLifetimeMs: settings.accessLifetimeMs };
  },

  apiKeyViewer(_, { key }, context) {
    requireService(context.viewer);
    return findApiKeyViewer(context, key);
  },

  async sellerOwner(_, { sellerId }, context) {
    requireService(context.viewer);
    return (await context.loaders.seller.load(sellerId))?.userId ?? null;
  },

  async timeZoneOf(_, { userId }, context) {
    requireService(context.viewer);
    return (await findUser(context.db, userId))?.timeZone ?? null;
  },

  async standingOf(_, { userId, storeId }, context) {
    requireService(context.viewer);
    if (isId('sto', userId)) {
      const store = await findStoreAccount(context.db, { id: userId });
      if (store?.status !== 'ACTIVE') return null;
      return { roles: [], sellerId: null, storeRole: storeId === userId ? 'ADMIN' : null };
    }
    const user = await findUser(context.db, userId);
    if (user?.status !== 'ACTIVE') return null;
    const [seller, memberships] = await Promise.all([
      context.loaders.sellerOfUser.load(userId),
      storeId == null ? [] : findMemberships(context.db, userId, [storeId]),
    ]);
    return { roles: [...user.roles], sellerId: seller?.id ?? null, storeRole: memberships[0]?.role ?? null };
  },

  async sellerPayoutMethods(_, { sellerIds }, context) {
    requireService(context.viewer);
    const sellers = await findSellers(context.pool, sellerIds.slice(0, 500));
    return sellers.map(({ id: sellerId, userId, status, displayName, payout }) => ({
      sellerId,
      userId,
      status,
      displayName,
      kind: payout?.kind ?? null,
      masked: payout?.masked ?? null,
      sealed: payout?.sealed ?? null,
    }));
  },

  async personalKey(_, { eventId }, context) {
    requireService(context.viewer);
    return (await findPersonalKeys(context.pool, [eventId])).get(eventId) ?? null;
  },
};
