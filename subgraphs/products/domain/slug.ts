/** Letters that do not come apart into a letter and an accent. */
const spelt: Readonly<Record<string, string>> = {
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
 * A readable part of an address: `Crème brûlée, 2×` → `creme-brulee-2`. At most 80 characters; empty when nothing of
 * the text can be written in ASCII.
 */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[ßæøœđðłþı]/g, (letter) => spelt[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replaceAll(/^-+|-+$/g, '');

/** What `slugOf` makes, plus a suffix. */
export const isSlug = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= 100;

/** The slug for a product with this title: readable, and with the end of its id when that slug is taken or empty. */
export function productSlug(title: string, id: string, taken: (slug: string) => boolean): string {
  const readable = slugOf(title);
  if (readable !== '' && !taken(readable)) return readable;
  return `${readable || 'product'}-${id.slice(-8)}`;
}
