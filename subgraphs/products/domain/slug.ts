/** Letters that Unicode does not decompose into a letter and an accent. */
const spelledOut: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

/**
 * A readable part of a URL: `Crème brûlée, 2×` → `creme-brulee-2`. At most 80 characters; empty if the text has no
 * letters or digits that ASCII can show.
 */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[ßæøœđðłþı]/g, (letter) => spelledOut[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replaceAll(/^-+|-+$/g, '');

/** A result of `slugOf`, with or without a suffix. */
export const isSlug = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= 100;

/** The slug for a product with this title. The end of its id is added if the slug is taken or empty. */
export function productSlug(title: string, id: string, isTaken: (slug: string) => boolean): string {
  const readable = slugOf(title);
  if (readable !== '' && !isTaken(readable)) return readable;
  return `${readable || 'product'}-${id.slice(-8)}`;
}
