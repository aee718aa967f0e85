import { plainForm, replaceContactData } from '@soko/input';

/** Conversations in which contact data is masked. */
export type Masking = 'before-order' | 'always' | 'never';

/** Whether contact data is masked in a conversation about a product or an order. */
export const isMaskedIn = (masking: Masking, subjectKind: 'PRODUCT' | 'ORDER'): boolean =>
  masking === 'always' || (masking === 'before-order' && subjectKind === 'PRODUCT');

const mask = '•••';

/**
 * The text with email addresses, phone numbers, links and handles replaced by `•••`. Full-width and other forms of letters
 * and digits are read as the usual ones. It hinders, and prevents nothing: words can spell any number.
 */
export function maskContactData(text: string): { text: string; isMasked: boolean } {
  const masked = replaceContactData(text, () => mask);
  return masked === plainForm(text) ? { text, isMasked: false } : { text: masked, isMasked: true };
}
