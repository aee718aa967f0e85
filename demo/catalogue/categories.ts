import { type CategoryNote, categoryTree } from '../categories.ts';
import type { SeedCategory } from '../catalogue-types.ts';

const flatten = (notes: readonly CategoryNote[], parentSlug: string | null): SeedCategory[] =>
  notes.flatMap(({ slug, name, description, names: [de, da, sw], below = [] }) => [
    {
      slug,
      name,
      parentSlug,
      description,
      imageFile: `seed/categories/${slug}.svg`,
      translations: { de, da, sw },
    },
    ...flatten(below, slug),
  ]);

/** The tree as a list, parents before their children. */
export const categories: readonly SeedCategory[] = flatten(categoryTree, null);
