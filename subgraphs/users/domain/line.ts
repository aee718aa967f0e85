import { badUserInput } from '@soko/errors';

/** One line of text between `min` and `max` characters, without its outer spaces. Throws BAD_USER_INPUT at `field`. */
export function readLine(text: string, field: string, { min = 1, max }: { min?: number; max: number }): string {
  const line = text.normalize('NFC').trim();
  if (/\p{Cc}/u.test(line)) throw badUserInput('This must be one line of plain text.', field);
  const { length } = Array.from(line);
  if (length < min || length > max) throw badUserInput(`This must have ${min} to ${max} characters.`, field);
  return line;
}

/** The same where nothing, or nothing but spaces, may be given. */
export const readOptionalLine = (
  text: string | null | undefined,
  field: string,
  bounds: { max: number },
): string | null => (text == null || text.trim() === '' ? null : readLine(text, field, bounds));

/** Why something was done to somebody. Throws BAD_USER_INPUT at `reason`. */
export const readReason = (text: string): string => readLine(text, 'reason', { max: 500 });
