/** Characters between the digits of a phone number. */
const gap = String.raw`[\s().\-‐-―/\u00b7]{0,3}`;

/** Dates and the numbers of orders look like phone numbers. */
const harmless = /^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{6}(?:-\d{1,3})?)$/;

/** What in a text leads away from the marketplace. */
export type ContactKind = 'contact' | 'link';

/** In the order in which they are looked for: an address may contain what looks like a link. */
const patterns: readonly (readonly [ContactKind, RegExp])[] = [
  // Email addresses, also as "amina (at) example dot com".
  [
    'contact',
    /[\p{L}\p{N}._%+-]{1,64}\s*(?:@|[([{]\s*(?:at|@)\s*[)\]}])\s*[\p{L}\p{N}-]{1,63}(?:\s*(?:\.|[([{]\s*(?:dot|\.)\s*[)\]}])\s*[\p{L}\p{N}-]{2,63}){1,4}/giu,
  ],
  ['contact', /[\p{L}\p{N}._%+-]{1,64}\s+at\s+[\p{L}\p{N}-]{1,63}\s+dot\s+[\p{L}]{2,24}/giu],
  // Links, and names of messengers' hosts.
  ['link', /\b(?:https?:\/\/|www\.)\S+/giu],
  ['link', /\b(?:wa\.me|t\.me|m\.me|bit\.ly|telegram\.me|instagram\.com|facebook\.com)\S*/giu],
  // Handles.
  ['contact', /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{3,32}/giu],
  // Phone numbers: 8 to 15 digits. Amounts, sizes and order numbers have fewer in a row.
  ['contact', new RegExp(String.raw`(?<![\p{N}\p{L}-])[(+]{0,2}(?:\p{Nd}${gap}){7,14}\p{Nd}(?![\p{N}\p{L}])`, 'gu')],
];

/** Full-width and other forms of letters and digits as the usual ones, without invisible characters. */
export const plainForm = (text: string): string => text.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');

/** The text in its plain form, with each email address, phone number, link and handle replaced by what `replace` returns. */
export function replaceContactData(text: string, replace: (kind: ContactKind) => string): string {
  let replaced = plainForm(text);
  for (const [kind, pattern] of patterns)
    replaced = replaced.replaceAll(pattern, (found) => (harmless.test(found.trim()) ? found : replace(kind)));
  return replaced;
}

/** The kinds of contact data in a text. It finds the usual forms; words can spell any number. */
export function contactDataIn(text: string): ReadonlySet<ContactKind> {
  const kinds = new Set<ContactKind>();
  replaceContactData(text, (kind) => {
    kinds.add(kind);
    return ' ';
  });
  return kinds;
}
