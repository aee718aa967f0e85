import { newEvent, productsCategory } from '@soko/events';
import { newId } from '@soko/ids';
import type { ProductsContext } from '../context.ts';
import { type Category, pathBelow, readCategoryName, readCategorySlug, readTranslations } from '../domain/category.ts';
import { insertCategory } from '../store/save-category.ts';
import { tell } from '../store/tell.ts';
import {
  changeTree,
  orSlugTaken,
  factsOf,
  imageKeyOf,
  imageRefused,
  loadParent,
  place,
  readCategoryDescription,
  type Translations,
} from './change-tree.ts';
import { readPosition } from './edit-media.ts';
import { requireRole } from './signed-in.ts';

interface NewCategory {
  name: string;
  slug?: string | null | undefined;
  parentId?: string | null | undefined;
  position?: number | null | undefined;
  description?: string | null | undefined;
  imageUploadId?: string | null | undefined;
  translations?: Translations | undefined;
}

/** Adds a category. */
export async function createCategory(context: ProductsContext, input: NewCategory) {
  requireRole(context.viewer, 'ADMIN');
  const name = readCategoryName(input.name, 'name');
  const slug = readCategorySlug(input.slug ?? null, name);
  const description = readCategoryDescription(input.description);
  const translations = readTranslations(input.translations ?? []);
  const position = readPosition(input.position);
  const imageKey = await imageKeyOf(context, input.imageUploadId ?? null);
  if (imageRefused(imageKey)) return imageKey;
  const change = changeTree(context, async (client) => {
    const parent = await loadParent(client, input.parentId ?? null);
    const id = newId('cat');
    const path = pathBelow(parent, id);
    if (!Array.isArray(path)) return path;
    const made: Category = {
      id,
      parentId: parent?.id ?? null,
      path,
      position: 0,
      slug,
      name,
      description,
      imageKey,
      translations,
      version: 1,
    };
    await insertCategory(client, made, context.now());
    const category = { ...made, position: await place(client, made, made.parentId, position) };
    const fact = { subject: id, sequence: 1, data: { category: factsOf(category) } };
    await tell(client, [newEvent(productsCategory, 'created', fact, context.trail)]);
    return category;
  });
  return orSlugTaken(slug, change);
}
