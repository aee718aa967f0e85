import { newEvent, productsCategory } from '@soko/events';
import type { ProductsContext } from '../context.ts';
import { type Category, readCategoryName, readCategorySlug, readTranslations } from '../domain/category.ts';
import { renameInKeywords, updateCategoryRow } from '../store/save-category.ts';
import { tell } from '../store/tell.ts';
import {
  type CategoryTarget,
  changeTree,
  orSlugTaken,
  factsOf,
  imageKeyOf,
  imageRefused,
  loadCategory,
  readCategoryDescription,
  type Translations,
} from './change-tree.ts';
import { withoutNulls } from './edit-product.ts';
import { requireRole } from './signed-in.ts';

interface CategoryChanges extends CategoryTarget {
  name?: string | null | undefined;
  slug?: string | null | undefined;
  description?: string | null | undefined;
  imageUploadId?: string | null | undefined;
  translations?: Translations | null | undefined;
}

/** Changes what is given of a category. */
export async function updateCategory(context: ProductsContext, input: CategoryChanges) {
  requireRole(context.viewer, 'ADMIN');
  const { description, imageUploadId } = input;
  const { name, slug, translations } = withoutNulls<{ name?: string; slug?: string; translations?: Translations }>({
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.slug === undefined ? {} : { slug: input.slug }),
    ...(input.translations === undefined ? {} : { translations: input.translations }),
  });
  const imageKey = imageUploadId === undefined ? undefined : await imageKeyOf(context, imageUploadId);
  if (imageRefused(imageKey)) return imageKey;
  const change = changeTree(context, async (client) => {
    const before = await loadCategory(client, input);
    const after: Category = {
      ...before,
      name: name === undefined ? before.name : readCategoryName(name, 'name'),
      slug: slug === undefined ? before.slug : readCategorySlug(slug, before.name),
      description: description === undefined ? before.description : readCategoryDescription(description),
      imageKey: imageKey === undefined ? before.imageKey : imageKey,
      translations: translations === undefined ? before.translations : readTranslations(translations),
      version: before.version + 1,
    };
    await updateCategoryRow(client, after, context.now());
    if (after.name !== before.name) await renameInKeywords(client, after);
    const fact = { subject: after.id, sequence: after.version, data: { category: factsOf(after) } };
    await tell(client, [newEvent(productsCategory, 'updated', fact, context.trail)]);
    return after;
  });
  return orSlugTaken(slug ?? '', change);
}
