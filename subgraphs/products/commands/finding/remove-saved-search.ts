import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { ProductsContext } from '../../context.ts';
import { removeSavedSearchOf } from '../../store/finding/saved-searches.ts';

/** Removes a saved search of the viewer. */
export async function removeSavedSearch(
  { db, viewer }: ProductsContext,
  savedSearchId: string,
): Promise<{ savedSearchId: string }> {
  const { id: userId } = requireUser(viewer);
  if (!(await removeSavedSearchOf(db, userId, savedSearchId))) throw notFound('The saved search');
  return { savedSearchId };
}
