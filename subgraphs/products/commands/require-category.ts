import { badUserInput } from '@soko/errors';
import type { ProductsServices } from '../services.ts';
import { findCategory } from '../store/find-category.ts';

/** Throws BAD_USER_INPUT for the id of a category that does not exist. */
export async function requireCategory({ db }: Pick<ProductsServices, 'db'>, categoryId: string | null): Promise<void> {
  if (categoryId === null || (await findCategory(db, categoryId)) !== null) return;
  throw badUserInput('No category has this id.', 'categoryId');
}
