import anyAscii from 'any-ascii';

/**
 * A readable part of a URL: `Crème brûlée, 2×` → `creme-brulee-2`, `Дубовая лампа` → `dubovaya-lampa`. Other scripts are
 * written as they sound in Latin letters. At most 80 characters; empty if the text has no letters or digits.
 */
export const slugOf = (text: string): string =>
  anyAscii(withSpaces(text.replaceAll(symbols, ' ').normalize('NFKC')))
    .toLowerCase()
    .replaceAll(/['’`]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replaceAll(/^-+|-+$/g, '');

/** Signs and emoji, which any-ascii would spell out. */
const symbols = /[\p{S}\p{P}\p{Z}\p{Cn}]/gu;

/** A Chinese character or a Japanese sign is a syllable or word of its own, which a Latin reader needs apart. */
const withSpaces = (text: string): string => text.replaceAll(/\p{sc=Han}/gu, ' $& ');

/** A result of `slugOf`, with or without a suffix. */
export const isSlug = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= 100;

/** The slug for a product with this title. The end of its id is added if the slug is taken or empty. */
export function productSlug(title: string, id: string, isTaken: (slug: string) => boolean): string {
  const readable = slugOf(title);
  if (readable !== '' && !isTaken(readable)) return readable;
  return `${readable || 'product'}-${id.slice(-8)}`;
}
