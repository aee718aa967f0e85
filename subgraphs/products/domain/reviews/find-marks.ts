import { contactDataIn } from '@soko/input';
import type { Mark } from './report.ts';
import type { Written } from './review.ts';

/**
 * What support should look at in a text: links, email addresses and phone numbers. Marks change nothing by themselves: the review
 * is published, and waits in the queue of support.
 */
export function findMarks({ title, text }: Written): Mark[] {
  const kinds = contactDataIn(`${title ?? ''}\n${text ?? ''}`);
  return [...(kinds.has('link') ? ['LINK' as const] : []), ...(kinds.has('contact') ? ['CONTACT_DATA' as const] : [])];
}
