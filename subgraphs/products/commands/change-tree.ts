import { badUserInput, conflict, notFound } from '@soko/errors';
import type pg from 'pg';
import type { ProductsContext } from '../context.ts';
import { type Category, placeAmong } from '../domain/category.ts';
import { isRefusal, refuse, type SlugTaken, type UploadNotUsable } from '../domain/refusal.ts';
import { isImage } from '../domain/file-types.ts';
import { readText } from '../domain/read-text.ts';
import { findCategory, findChildren } from '../store/find-categories.ts';
import { lockTree, orderChildren } from '../store/save-category.ts';
import { inTransaction } from '../store/transaction.ts';
import { uniqueViolation } from '../store/unique-violation.ts';
import { useUpload } from './use-upload.ts';

/** Names of a category by language. */
export type Translations = readonly { locale: string; name: string }[];

/** Which category to change, and the version it must still have, if that matters to the caller. */
export interface CategoryTarget {
  categoryId: string;
  expectedVersion?: number | null | undefined;
}

/** What the events of a category tell. */
export const factsOf = ({ slug, name, path, position }: Category) => ({ slug, name, path: [...path], position });

/** Runs a change of the tree alone. */
export const changeTree = <Outcome>(
  { pool }: Pick<ProductsContext, 'pool'>,
  work: (client: pg.PoolClient) => Promise<Outcome>,
): Promise<Outcome> =>
  inTransaction(pool, async (client) => {
    await lockTree(client);
    return work(client);
  });

/** Turns a slug that is taken into a refusal. */
export async function orSlugTaken<Outcome>(slug: string, change: Promise<Outcome>): Promise<Outcome | SlugTaken> {
  try {
    return await change;
  } catch (error) {
    if (uniqueViolation(error) !== 'category_slug_key') throw error;
    return refuse('SlugTaken', `Another category has the slug "${slug}".`, { slug });
  }
}

/** The category to put something into; null for none. */
export async function loadParent(client: pg.PoolClient, parentId: string | null): Promise<Category | null> {
  if (parentId === null) return null;
  const parent = await findCategory(client, parentId);
  if (parent === null) throw badUserInput('There is no such category.', 'parentId');
  return parent;
}

/** Gives a category its place and moves its siblings; answers the place. */
export async function place(
  client: pg.PoolClient,
  category: Category,
  parentId: string | null,
  position: number | null,
): Promise<number> {
  const siblings = (await findChildren(client, [parentId ?? ''])).get(parentId ?? '') ?? [];
  const ids = siblings.map(({ id }) => id);
  const order = placeAmong(ids, category.id, position);
  await orderChildren(client, order);
  return order.indexOf(category.id);
}

export const readCategoryDescription = (text: string | null | undefined): string | null =>
  text == null ? null : readText(text, { min: 0, max: 1_000, lines: true }, 'description');

/** The picture's place, for an upload of the viewer's. */
export async function imageKeyOf(
  context: ProductsContext,
  uploadId: string | null,
): Promise<string | null | UploadNotUsable> {
  if (uploadId === null) return null;
  const upload = await useUpload(context, uploadId, isImage, 'imageUploadId');
  return isRefusal(upload) ? upload : upload.key;
}

export const imageRefused = <Value>(value: Value | UploadNotUsable): value is UploadNotUsable =>
  typeof value === 'object' && value !== null && isRefusal(value);

/** The category as it stands: NOT_FOUND without one, CONFLICT when its version moved. */
export async function loadCategory(
  client: pg.PoolClient,
  { categoryId, expectedVersion }: CategoryTarget,
): Promise<Category> {
  const category = await findCategory(client, categoryId);
  if (category === null) throw notFound('Category');
  if (expectedVersion != null && expectedVersion !== category.version) {
    throw conflict(
      'The category was changed meanwhile. Read it again and repeat what still makes sense.',
      'expectedVersion',
    );
  }
  return category;
}
