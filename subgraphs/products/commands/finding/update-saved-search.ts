import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { readLine } from '@soko/input';
import { isUniqueViolation } from '@soko/postgres';
import type { ProductsContext } from '../../context.ts';
import {
  readSavedFilter,
  type SavedSearch,
  savedSearchNameTaken,
  type SavedSearchNameTaken,
} from '../../domain/finding/saved-search.ts';
import type { FilterInput } from '../../domain/product-filter.ts';
import { rejectNulls } from '../../domain/reject-nulls.ts';
import { changeSavedSearch, findByName } from '../../store/finding/saved-searches.ts';
import { nameLimits } from './save-search.ts';

/** Changes the name or the filter of a saved search of the viewer. */
export async function updateSavedSearch(
  { pool, viewer, now }: ProductsContext,
  input: { savedSearchId: string; name?: string | null | undefined; filter?: FilterInput | null | undefined },
): Promise<SavedSearch | SavedSearchNameTaken> {
  const { id: userId } = requireUser(viewer);
  const { savedSearchId: id, ...changes } = rejectNulls<{
    savedSearchId: string;
    name?: string | undefined;
    filter?: FilterInput | undefined;
  }>(input);
  const name = changes.name === undefined ? null : readLine(changes.name, 'name', nameLimits);
  const filter = changes.filter === undefined ? null : readSavedFilter(changes.filter);
  try {
    const changed = await changeSavedSearch(pool, userId, { id, name, filter, now: now() });
    if (changed === null) throw notFound('The saved search');
    return changed;
  } catch (error) {
    const taken = name !== null && isUniqueViolation(error) ? await findByName(pool, userId, name) : null;
    if (taken === null) throw error;
    return savedSearchNameTaken(taken.id);
  }
}
