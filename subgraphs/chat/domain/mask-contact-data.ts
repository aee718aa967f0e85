/** Conversations in which contact data is masked. */
export type Masking = 'before-order' | 'always' | 'never';

/** Whether contact data is masked in a conversation about a product or an order. */
export const isMaskedIn = (masking: Masking, subjectKind: 'PRODUCT' | 'ORDER'): boolean =>
  masking === 'always' || (masking === 'before-order' && subjectKind === 'PRODUCT');

const mask = '•••';

/** Characters between the digits of a phone number. */
const gap = String.raw`[\s().\-‐-―/\u00b7]{0,3}`;

const patterns: readonly RegExp[] = [
  // Email addresses, also as "amina (at) example dot com".
  /[\p{L}\p{N}._%+-]{1,64}\s*(?:@|[([{]\s*(?:at|@)\s*[)\]}])\s*[\p{L}\p{N}-]{1,63}(?:\s*(?:\.|[([{]\s*(?:dot|\.)\s*[)\]}])\s*[\p{L}\p{N}-]{2,63}){1,4}/giu,
  /[\p{L}\p{N}._%+-]{1,64}\s+at\s+[\p{L}\p{N}-]{1,63}\s+dot\s+[\p{L}]{2,24}/giu,
  // Links, and names of messengers' hosts.
  /\b(?:https?:\/\/|www\.)\S+/giu,
  /\b(?:wa\.me|t\.me|m\.me|bit\.ly|telegram\.me|instagram\.com|facebook\.com)\S*/giu,
  // Handles.
  /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{3,32}/giu,
  // Phone numbers: 8 to 15 digits. Amounts, sizes and order numbers have fewer in a row.
  new RegExp(String.raw`(?<![\p{N}\p{L}-])[(+]{0,2}(?:\p{Nd}${gap}){7,14}\p{Nd}(?![\p{N}\p{L}])`, 'gu'),
];

/** Dates and the numbers of orders look like phone numbers. */
const harmless = /^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{6}(?:-\d{1,3})?)$/;

/**
 * The text with email addresses, phone numbers, links and handles replaced by `•••`. Full-width and other forms of letters
 * and digits are read as the usual ones. It hinders, and prevents nothing: words can spell any number.
 */
export function maskContactData(text: string): { text: string; isMasked: boolean } {
  const plain = text.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
  let masked = plain;
  for (const pattern of patterns) {
    masked = masked.replaceAll(pattern, (found) => (harmless.test(found.trim()) ? found : mask));
  }
  return masked === plain ? { text, isMasked: false } : { text: masked, isMasked: true };
}
