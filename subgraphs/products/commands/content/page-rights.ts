import { hasRole, requireScope, userIdOf } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { ProductsContext } from '../../context.ts';
import type { ContentPage } from '../../domain/content/content-page.ts';
import { mayChangePages, mayListPages } from '../../domain/content/may-see-page.ts';
import { findPage, lockPage } from '../../store/content/pages.ts';
import { findStoreRole } from '../../store/store-role.ts';

type Asking = Pick<ProductsContext, 'viewer' | 'db'>;

async function roleIn({ viewer, db }: Asking, storeId: string): Promise<string | null> {
  const userId = userIdOf(viewer);
  return userId === null ? null : findStoreRole(db, storeId, userId);
}

/** True when the viewer sees all pages of a store. */
export const seesPages = async (context: Asking, storeId: string): Promise<boolean> =>
  mayListPages(context.viewer, storeId, await roleIn(context, storeId));

/** Throws FORBIDDEN unless the viewer may list the pages of a store, also when there is no such store. */
export async function requirePages(context: Asking, storeId: string): Promise<void> {
  requireScope(context.viewer, 'content:read', 'content:write');
  if (!(await seesPages(context, storeId)))
    throw forbidden('This requires a member of the store with the role ADMIN, MEMBER or SUPPORT.');
}

const notEditor = () => forbidden('This requires a member of the store with the role ADMIN or MEMBER.');

/** The author of a new page. Throws FORBIDDEN for those who may not write pages of the store. */
export async function requireEditor(context: Asking, storeId: string): Promise<string> {
  const { id } = requireScope(context.viewer, 'content:write');
  if (!mayChangePages(context.viewer, storeId, await roleIn(context, storeId))) throw notEditor();
  return id;
}

/** A page that the viewer may change. Throws NOT_FOUND for those who do not see it, and FORBIDDEN for those who only see it. */
export async function requireOwnPage(
  context: ProductsContext,
  id: string,
  { orSupport = false } = {},
): Promise<ContentPage> {
  const { viewer } = context;
  requireScope(viewer, 'content:write');
  const page = await findPage(context.pool, id);
  const role = page && (await roleIn(context, page.storeId));
  if (page === null || !mayListPages(viewer, page.storeId, role)) throw notFound('The page');
  const may = mayChangePages(viewer, page.storeId, role) || (orSupport && hasRole(viewer, 'SUPPORT'));
  if (!may) throw notEditor();
  return page;
}

/** Runs `work` on a page in a transaction in which nobody else changes it. Throws NOT_FOUND when it was deleted meanwhile. */
export const withPage = <Outcome>(
  { pool }: Pick<ProductsContext, 'pool'>,
  id: string,
  work: (tx: pg.PoolClient, page: ContentPage) => Promise<Outcome>,
): Promise<Outcome> =>
  inTransaction(pool, async (tx) => {
    const page = await lockPage(tx, id);
    if (page === null) throw notFound('The page');
    return work(tx, page);
  });
