import { badUserInput } from '@soko/errors';

/** The text, trimmed. Throws BAD_USER_INPUT unless it has `min` to `max` characters. */
export function readText(text: string, { min, max }: { min: number; max: number }, field: string): string {
  const trimmed = text.trim();
  if (trimmed.length < min || trimmed.length > max || trimmed.includes('\0')) {
    throw badUserInput(`Write ${min} to ${max} characters.`, field);
  }
  return trimmed;
}
