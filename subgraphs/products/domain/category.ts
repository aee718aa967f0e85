import { badUserInput } from '@soko/errors';
import { type CategoryCycle, type CategoryTooDeep, refuse } from './refusal.ts';
import { readText } from './read-text.ts';
import { isSlug, slugOf } from './slug.ts';

/** A shelf of the catalogue. `path` holds the ids from the root down to itself. */
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

export const maximumDepth = 4;

const tooDeep = (): CategoryTooDeep =>
  refuse('CategoryTooDeep', `Categories nest at most ${maximumDepth} levels.`, { limit: maximumDepth });

/** The path of a new category below `parent`. */
export const pathBelow = (parent: Category | null, id: string): string[] | CategoryTooDeep =>
  (parent?.path.length ?? 0) >= maximumDepth ? tooDeep() : [...(parent?.path ?? []), id];

/**
 * Hangs `category` below `parent`. `height` is how many levels the category and what is below it take up, 1 when it
 * has no children.
 */
export function hang(
  category: Category,
  parent: Category | null,
  height: number,
): string[] | CategoryTooDeep | CategoryCycle {
  if (parent?.path.includes(category.id)) {
    return refuse('CategoryCycle', 'A category cannot be moved into itself or below itself.', {});
  }
  return (parent?.path.length ?? 0) + height > maximumDepth ? tooDeep() : [...(parent?.path ?? []), category.id];
}

/** The siblings' ids with `id` put at `position`, at the end when null. */
export function placeAmong(siblings: readonly string[], id: string, position: number | null): string[] {
  const others = siblings.filter((sibling) => sibling !== id);
  return others.toSpliced(position ?? others.length, 0, id);
}

export const readCategoryName = (name: string, field: string): string => readText(name, { min: 2, max: 64 }, field);

/** The slug given, or one made from the name. */
export function readCategorySlug(slug: string | null, name: string): string {
  if (slug === null) return slugOf(name) || 'category';
  if (isSlug(slug)) return slug;
  throw badUserInput('A slug is lower-case words and digits joined by single hyphens, such as "table-lamps".', 'slug');
}

export function readTranslations(written: readonly { locale: string; name: string }[]): Record<string, string> {
  const read = new Map<string, string>();
  for (const [index, { locale, name }] of written.entries()) {
    const field = `translations.${index}`;
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale)) {
      throw badUserInput('Expected a language tag such as "de" or "pt-BR".', `${field}.locale`);
    }
    if (read.has(locale)) throw badUserInput(`"${locale}" is given twice.`, `${field}.locale`);
    read.set(locale, readCategoryName(name, `${field}.name`));
  }
  return Object.fromEntries(read);
}

/** The name in `locale`, in its language (`pt` for `pt-BR`), or as it is. */
export function nameIn({ name, translations }: Pick<Category, 'name' | 'translations'>, locale: string | null): string {
  if (locale === null) return name;
  const language = locale.split('-')[0] ?? locale;
  return Object.hasOwn(translations, locale)
    ? (translations[locale] ?? name)
    : Object.hasOwn(translations, language)
      ? (translations[language] ?? name)
      : name;
}
