import { badUserInput } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import { type AlertCriteria, alertFor, type SavedFilter } from '../../domain/finding/saved-search.ts';
import { isUnbounded } from '../../store/finding/saved-searches.ts';

/** What an alert for a filter looks for. Throws BAD_USER_INPUT for one that nearly every product meets. */
export async function readAlert(db: Queryable, filter: SavedFilter): Promise<AlertCriteria> {
  const alert = alertFor(filter);
  if (alert.terms !== null && (await isUnbounded(db, alert))) {
    throw badUserInput(
      'The search of an alert needs a word that products have, not only words to leave out.',
      'filter.search',
    );
  }
  return alert;
}
