import { badUserInput, conflict, notFound } from '@soko/errors';
import { isUniqueViolation, prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { type Category, placeAmong } from '../domain/category.ts';
import { isPictureUpload } from '../domain/file-types.ts';
import { slugTaken, type SlugTaken, type UploadNotUsable } from '../domain/refusals.ts';
import type { ProductsServices } from '../services.ts';
import { type Db, findCategory, findChildIds } from '../store/find-category.ts';
import { lockTree, orderChildren } from '../store/save-category.ts';
import { useUpload } from './use-upload.ts';

/** Names of a category by language. */
export type Translations = readonly { locale: string; name: string }[];

/** The category to change, and the version that it must have. */
export interface CategoryTarget {
  categoryId: string;
  expectedVersion?: number | null | undefined;
}

/** The part of a category that its events carry. */
export const categoryFacts = ({ slug, name, path, position }: Category) => ({ slug, name, path: [...path], position });

/** Changes the tree of categories in one transaction. Changes take turns: see `lockTree`. */
export const changeTree = <Outcome>(
  { db }: Pick<ProductsServices, 'db'>,
  work: (tx: Db) => Promise<Outcome>,
): Promise<Outcome> =>
  prismaTransaction(db, async (tx: Db) => {
    await lockTree(tx);
    return work(tx);
  });

/** The result of `change`, or the refusal if the slug is taken. */
export async function orSlugTaken<Outcome>(slug: string, change: Promise<Outcome>): Promise<Outcome | SlugTaken> {
  try {
    return await change;
  } catch (error) {
    if (isUniqueViolation(error, 'slug')) return slugTaken(slug);
    throw error;
  }
}

/** The parent with this id, or null for a root. */
export async function loadParent(tx: Db, parentId: string | null): Promise<Category | null> {
  if (parentId === null) return null;
  const parent = await findCategory(tx, parentId);
  if (parent === null) throw badUserInput('No category has this id.', 'parentId');
  return parent;
}

/** Puts a category at a position (null: at the end) among its siblings, and returns the position. */
export async function placeCategory(
  tx: Db,
  { id, parentId }: Pick<Category, 'id' | 'parentId'>,
  position: number | null,
): Promise<number> {
  const order = placeAmong(await findChildIds(tx, parentId), id, position);
  await orderChildren(tx, order);
  return order.indexOf(id);
}

/** The key of an uploaded picture in the media store; null for no picture. */
export async function findImageKey(
  context: ProductsContext,
  uploadId: string | null,
): Promise<{ imageKey: string | null } | UploadNotUsable> {
  if (uploadId === null) return { imageKey: null };
  const upload = await useUpload(context, uploadId, isPictureUpload, 'imageUploadId');
  return isRefusal(upload) ? upload : { imageKey: upload.key };
}

/** The category in its current state. NOT_FOUND if it does not exist, CONFLICT if its version is another one. */
export async function loadCategory(tx: Db, { categoryId, expectedVersion }: CategoryTarget): Promise<Category> {
  const category = await findCategory(tx, categoryId);
  if (category === null) throw notFound('The category');
  if (expectedVersion == null || expectedVersion === category.version) return category;
  throw conflict('The category was changed in the meantime. Read it again and repeat the changes.', 'expectedVersion');
}
