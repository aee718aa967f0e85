const acronyms: Readonly<Record<string, string>> = { id: 'ID', url: 'URL', sku: 'SKU', iban: 'IBAN' };

const wordsOf = (name: string): string =>
  name
    .replaceAll(/(?<=[a-z])(?=[A-Z\d])/g, ' ')
    .split(' ')
    .map((word) => acronyms[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ');

/** `postal code` → `The postal code`; `line 1` → `Line 1`, as a numbered thing takes no article. */
const withArticle = (words: string): string =>
  /\d$/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : `The ${words}`;

/** The subject of a sentence about `field`: `address.postalCode` → `The postal code`, `tags.0` → `Item 1 of the tags`. */
export function nameField(field: string): string {
  const [last = '', parent = ''] = field.split('.').toReversed();
  return /^\d+$/.test(last) ? `Item ${Number(last) + 1} of the ${wordsOf(parent)}` : withArticle(wordsOf(last));
}
