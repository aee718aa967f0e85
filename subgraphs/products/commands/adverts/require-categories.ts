import { badUserInput } from '@soko/errors';
import type pg from 'pg';
import { findCategories } from '../../store/find-categories.ts';

/** Throws BAD_USER_INPUT for the first id that is no category's. One statement. */
export async function requireCategories(pool: pg.Pool, categoryIds: readonly string[]): Promise<void> {
  const found = await findCategories(pool, categoryIds);
  const unknown = categoryIds.findIndex((id) => !found.has(id));
  if (unknown >= 0) throw badUserInput('No category has this id.', `categoryIds.${unknown}`);
}
