import { requireRole } from '@soko/auth';
import { newEvent, productsCategory } from '@soko/events';
import { newId } from '@soko/ids';
import { tellWithPrisma } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import {
  type Category,
  pathBelow,
  readCategoryDescription,
  readCategoryName,
  readCategorySlug,
  readTranslations,
} from '../domain/category.ts';
import { readPosition } from '../domain/read-position.ts';
import { insertCategory } from '../store/save-category.ts';
import {
  categoryFacts,
  changeTree,
  findImageKey,
  loadParent,
  orSlugTaken,
  placeCategory,
  type Translations,
} from './change-tree.ts';

interface CreateCategoryInput {
  name: string;
  slug?: string | null | undefined;
  parentId?: string | null | undefined;
  position?: number | null | undefined;
  description?: string | null | undefined;
  imageUploadId?: string | null | undefined;
  translations?: Translations | undefined;
}

/** Creates a category. */
export async function createCategory(context: ProductsContext, input: CreateCategoryInput) {
  requireRole(context.viewer, 'ADMIN');
  const name = readCategoryName(input.name, 'name');
  const slug = readCategorySlug(input.slug ?? null, name);
  const description = readCategoryDescription(input.description);
  const translations = readTranslations(input.translations ?? []);
  const position = readPosition(input.position);
  const image = await findImageKey(context, input.imageUploadId ?? null);
  if (isRefusal(image)) return image;
  const change = changeTree(context, async (tx) => {
    const parent = await loadParent(tx, input.parentId ?? null);
    const id = newId('cat');
    const path = pathBelow(parent, id);
    if (!Array.isArray(path)) return path;
    const { imageKey } = image;
    const parentId = parent?.id ?? null;
    const last: Category = {
      id,
      parentId,
      path,
      position: 0,
      slug,
      name,
      description,
      imageKey,
      translations,
      version: 1,
    };
    await insertCategory(tx, last, context.now());
    const category = { ...last, position: await placeCategory(tx, last, position) };
    const fact = { subject: id, sequence: 1, data: { category: categoryFacts(category) } };
    await tellWithPrisma(tx, [newEvent(productsCategory, 'created', fact, context.trail)]);
    return category;
  });
  return orSlugTaken(slug, change);
}
