import { requireUser } from '@soko/auth';
import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import type { ProductsContext } from '../../context.ts';
import {
  maxSavedSearches,
  readSavedFilter,
  type SavedSearch,
  savedSearchNameTaken,
  type SavedSearchNameTaken,
  tooManySavedSearches,
  type TooManySavedSearches,
} from '../../domain/finding/saved-search.ts';
import { readAlert } from './read-alert.ts';
import type { FilterInput } from '../../domain/product-filter.ts';
import { findByName, insertSavedSearch } from '../../store/finding/saved-searches.ts';

/** Length of a name. */
export const nameLimits = { max: 80 };

/** Saves a search of the viewer. A repeat with the same name, filter and alert returns the first. */
export async function saveSearch(
  { pool, viewer, now }: ProductsContext,
  input: { name: string; filter: FilterInput; alert?: boolean | null | undefined },
): Promise<SavedSearch | SavedSearchNameTaken | TooManySavedSearches> {
  const { id: userId } = requireUser(viewer);
  const name = readLine(input.name, 'name', nameLimits);
  const filter = readSavedFilter(input.filter);
  const alert = input.alert === true ? await readAlert(pool, filter) : null;
  const saved = await insertSavedSearch(pool, { id: newId('ssr'), userId, name, filter, alert, now: now() });
  if (saved !== null) return saved;
  const known = await findByName(pool, userId, name, { filter, alert: alert !== null });
  if (known === null) return tooManySavedSearches(maxSavedSearches);
  return known.isSame ? known : savedSearchNameTaken(known.id);
}
