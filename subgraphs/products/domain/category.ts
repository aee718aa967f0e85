import { badUserInput } from '@soko/errors';
import { readLine, readText } from '@soko/input';
import { categoryCycle, type CategoryCycle, categoryTooDeep, type CategoryTooDeep } from './refusals.ts';
import { isSlug, slugOf } from './slug.ts';

/** A category of the catalogue. `path` holds the ids from the root down to the category itself. */
export interface Category {
  id: string;
  parentId: string | null;
  path: readonly string[];
  position: number;
  slug: string;
  name: string;
  description: string | null;
  imageKey: string | null;
  /** Names by language tag. */
  translations: Readonly<Record<string, string>>;
  version: number;
}

export const maxDepth = 4;

/** The path of a new category below `parent`. */
export const pathBelow = (parent: Category | null, id: string): string[] | CategoryTooDeep =>
  (parent?.path.length ?? 0) >= maxDepth ? categoryTooDeep(maxDepth) : [...(parent?.path ?? []), id];

/**
 * The path of `category` below `parent`. `height` is the number of levels of the category and its descendants: 1 without
 * children.
 */
export function pathAfterMove(
  category: Category,
  parent: Category | null,
  height: number,
): string[] | CategoryTooDeep | CategoryCycle {
  if (parent?.path.includes(category.id)) return categoryCycle();
  return (parent?.path.length ?? 0) + height > maxDepth
    ? categoryTooDeep(maxDepth)
    : [...(parent?.path ?? []), category.id];
}

/** The ids of the siblings with `id` at `position`, or at the end for null. */
export function placeAmong(siblings: readonly string[], id: string, position: number | null): string[] {
  const others = siblings.filter((sibling) => sibling !== id);
  return others.toSpliced(position ?? others.length, 0, id);
}

export const readCategoryName = (name: string, field: string): string => readLine(name, field, { min: 2, max: 64 });

export const readCategoryDescription = (description: string | null | undefined): string | null =>
  description == null ? null : readText(description, 'description', { min: 0, max: 1_000 });

/** The given slug, or one made from the name. */
export function readCategorySlug(slug: string | null, name: string): string {
  if (slug === null) return slugOf(name) || 'category';
  if (isSlug(slug)) return slug;
  throw badUserInput(
    'The slug must be lower-case words and digits joined by single hyphens, such as "table-lamps".',
    'slug',
  );
}

export function readTranslations(translations: readonly { locale: string; name: string }[]): Record<string, string> {
  const read = new Map<string, string>();
  for (const [index, { locale, name }] of translations.entries()) {
    const field = `translations.${index}`;
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale)) {
      throw badUserInput('The locale must be a language tag, such as "de" or "pt-BR".', `${field}.locale`);
    }
    if (read.has(locale)) throw badUserInput(`The locale "${locale}" occurs twice.`, `${field}.locale`);
    read.set(locale, readCategoryName(name, `${field}.name`));
  }
  return Object.fromEntries(read);
}

/** The name in `locale`, else in its language (`pt` for `pt-BR`), else the untranslated name. */
export function nameIn({ name, translations }: Pick<Category, 'name' | 'translations'>, locale: string | null): string {
  if (locale === null) return name;
  const language = locale.split('-')[0] ?? locale;
  return Object.hasOwn(translations, locale)
    ? (translations[locale] ?? name)
    : Object.hasOwn(translations, language)
      ? (translations[language] ?? name)
      : name;
}
