import { requireRole } from '@soko/auth';
import { newEvent, productsCategory } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import {
  type Category,
  readCategoryDescription,
  readCategoryName,
  readCategorySlug,
  readTranslations,
} from '../domain/category.ts';
import { rejectNulls } from '../domain/reject-nulls.ts';
import { renameInKeywords, updateCategoryRow } from '../store/save-category.ts';
import {
  categoryFacts,
  type CategoryTarget,
  changeTree,
  findImageKey,
  loadCategory,
  orSlugTaken,
  type Translations,
} from './change-tree.ts';

interface UpdateCategoryInput extends CategoryTarget {
  name?: string | null | undefined;
  slug?: string | null | undefined;
  description?: string | null | undefined;
  imageUploadId?: string | null | undefined;
  translations?: Translations | null | undefined;
}

/** Changes the given fields of a category. */
export async function updateCategory(context: ProductsContext, input: UpdateCategoryInput) {
  requireRole(context.viewer, 'ADMIN');
  const { categoryId, expectedVersion, description, imageUploadId, ...required } = input;
  const { name, slug, translations } = rejectNulls<{ name?: string; slug?: string; translations?: Translations }>(
    required,
  );
  const image = imageUploadId === undefined ? {} : await findImageKey(context, imageUploadId);
  if (isRefusal(image)) return image;
  const change = changeTree(context, async (tx) => {
    const before = await loadCategory(tx, { categoryId, expectedVersion });
    const after: Category = {
      ...before,
      ...image,
      name: name === undefined ? before.name : readCategoryName(name, 'name'),
      slug: slug === undefined ? before.slug : readCategorySlug(slug, before.name),
      description: description === undefined ? before.description : readCategoryDescription(description),
      translations: translations === undefined ? before.translations : readTranslations(translations),
      version: before.version + 1,
    };
    await updateCategoryRow(tx, after, context.now());
    if (after.name !== before.name) await renameInKeywords(tx, after);
    const fact = { subject: after.id, sequence: after.version, data: { category: categoryFacts(after) } };
    await tellWithPrisma(tx, [newEvent(productsCategory, 'updated', fact, context.trail)]);
    return after;
  });
  return orSlugTaken(slug ?? '', change);
}
