import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { readLine } from '@soko/input';
import { inTransaction, isUniqueViolation } from '@soko/postgres';
import type { ProductsContext } from '../../context.ts';
import {
  readSavedFilter,
  type SavedSearch,
  savedSearchNameTaken,
  type SavedSearchNameTaken,
} from '../../domain/finding/saved-search.ts';
import type { FilterInput } from '../../domain/product-filter.ts';
import { rejectNulls } from '../../domain/reject-nulls.ts';
import { changeSavedSearch, findByName, lockSavedSearch } from '../../store/finding/saved-searches.ts';
import { readAlert } from './read-alert.ts';
import { nameLimits } from './save-search.ts';

interface Changes {
  savedSearchId: string;
  name?: string | undefined;
  filter?: FilterInput | undefined;
  alert?: boolean | undefined;
}

type Input = { [Field in keyof Changes]: Changes[Field] | (Field extends 'savedSearchId' ? never : null) };

/** Changes the name, the filter or the alert of a saved search of the viewer. */
export async function updateSavedSearch(
  { pool, viewer, now }: ProductsContext,
  input: Input,
): Promise<SavedSearch | SavedSearchNameTaken> {
  const { id: userId } = requireUser(viewer);
  const { savedSearchId: id, ...changes } = rejectNulls<Changes>(input);
  const name = changes.name === undefined ? null : readLine(changes.name, 'name', nameLimits);
  const newFilter = changes.filter === undefined ? null : readSavedFilter(changes.filter);
  try {
    return await inTransaction(pool, async (tx) => {
      const known = await lockSavedSearch(tx, userId, id);
      if (known === null) throw notFound('The saved search');
      const filter = newFilter ?? known.filter;
      const alert = (changes.alert ?? known.alert) ? await readAlert(tx, filter) : null;
      return changeSavedSearch(tx, { id, userId, name: name ?? known.name, filter, alert, now: now() });
    });
  } catch (error) {
    const taken = name !== null && isUniqueViolation(error) ? await findByName(pool, userId, name) : null;
    if (taken === null) throw error;
    return savedSearchNameTaken(taken.id);
  }
}
