import { badUserInput } from '@soko/errors';
import { readPage, toConnection } from '@soko/pagination';
import { findApiKeyViewer } from '../commands/find-api-key-viewer.ts';
import { requireRole } from '../commands/require-role.ts';
import { viewerId } from '../commands/viewers-account.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findDataExport } from '../store/data-exports.ts';
import { cursorOf, positionLength } from '../store/newest-first.ts';
import { findSellerByHandle, listSellers } from '../store/sellers.ts';
import { findSessions } from '../store/sessions.ts';
import { findStore, findStoresOf } from '../store/stores.ts';
import { listUsers } from '../store/users.ts';
import { visibleSeller, visibleStore } from './sees.ts';

/** One of two ways to name something. Throws BAD_USER_INPUT for both and for neither. */
function oneOf<First extends string, Second extends string>(
  args: { [Key in First | Second]?: string | null | undefined },
  first: First,
  second: Second,
): { [Key in First]: string } | { [Key in Second]: string } {
  const [one, other] = [args[first] ?? null, args[second] ?? null];
  if ((one === null) === (other === null)) throw badUserInput(`Give ${first} or ${second}.`, first);
  return (one === null ? { [second]: other } : { [first]: one }) as ReturnType<typeof oneOf<First, Second>>;
}

export const query: QueryResolvers = {
  me: (_, __, context) => context.loaders.user.load(viewerId(context)),

  user(_, { id }, context) {
    requireRole(context, 'SUPPORT');
    return context.loaders.user.load(id);
  },

  async users(_, { filter, ...args }, context) {
    requireRole(context, 'SUPPORT');
    const page = readPage(args, positionLength);
    return toConnection(await listUsers(context.db, filter ?? {}, page), page, cursorOf);
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
    requireRole(context, 'SUPPORT');
    const page = readPage(args, positionLength);
    return toConnection(await listSellers(context.db, status ?? null, page), page, cursorOf);
  },

  async store(_, args, context) {
    const by = oneOf(args, 'id', 'domain');
    const where = 'id' in by ? by : { domain: by.domain.trim().toLowerCase() };
    return visibleStore(context, await findStore(context.db, where));
  },

  myStores: (_, __, context) => findStoresOf(context.db, viewerId(context)),

  sessions: (_, __, context) => findSessions(context.db, viewerId(context), context.now()),

  async dataExport(_, { id }, context) {
    const found = await findDataExport(context.db, id);
    return found?.userId === viewerId(context) ? found : null;
  },

  apiKeyViewer: (_, { key }, context) => findApiKeyViewer(context, key),
};
