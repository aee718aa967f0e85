import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

/** An `https` address without a user name, at most `max` (default 2,000) characters. Throws BAD_USER_INPUT at `field`. */
export function readUrl(text: string, field = 'url', { max = 2_000 }: { max?: number } = {}): string {
  const written = text.trim();
  const url = written.length <= max && URL.canParse(written) ? new URL(written) : null;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
  throw badUserInput(
    `${nameField(field)} must be an address that starts with https:// and has at most ${max.toLocaleString('en')} characters.`,
    field,
  );
}
