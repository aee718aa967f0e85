import { badUserInput } from '@soko/errors';

/** Control characters (a line break and a tab may pass where lines may), and halves of characters. */
const notText = /[\p{Cc}\p{Cs}]/u;
const notLines = /(?![\n\r\t])[\p{Cc}\p{Cs}]/u;

/**
 * A text that a person wrote: trimmed, composed (NFC), `min` to `max` characters. Throws BAD_USER_INPUT, naming
 * `field`, for any other length and for control characters.
 */
export function readText(text: string, limits: { min: number; max: number; lines?: boolean }, field: string): string {
  const { min, max, lines = false } = limits;
  if ((lines ? notLines : notText).test(text)) throw badUserInput('It contains control characters.', field);
  const clean = text.trim().normalize('NFC');
  const length = Array.from(clean).length;
  if (length >= min && length <= max) return clean;
  throw badUserInput(
    min > 0 ? `It must have ${min} to ${max} characters.` : `It may have at most ${max} characters.`,
    field,
  );
}
