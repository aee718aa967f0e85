import type { Draft } from './message.ts';
import { textOf } from './templates/letter.ts';
import type { Block } from './templates/text.ts';
import { kindOf } from './topics.ts';

/** "Hello Ada,": nobody greets in an app. */
const isSalutation = (block: Block, index: number): boolean =>
  index === 0 && typeof block === 'string' && block.endsWith(',');

/** The text of a mail as a notification. */
export const inAppText = (content: readonly Block[]): string =>
  content
    .filter((block, index) => !isSalutation(block, index))
    .map(textOf)
    .join('\n\n');

/** A draft, and the same for the inbox of a person who has an account. Codes and links are in mails alone. */
export function alsoInApp(draft: Draft): Draft[] {
  const { userId, channel, template } = draft;
  if (userId === null || channel !== 'EMAIL' || !kindOf(template).inApp) return [draft];
  return [draft, { ...draft, channel: 'IN_APP', to: userId }];
}
