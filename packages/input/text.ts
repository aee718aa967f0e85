import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

/** Numbers of characters, counted as people count them: an emoji is one. */
export interface TextLimits {
  min?: number;
  max: number;
}

/** Control characters, but for line breaks and tabs. Postgres cannot store NUL. */
const controls = /(?![\n\r\t])\p{Cc}/u;
/** Halves of surrogate pairs: JSON can carry them, UTF-8 cannot. */
const loneSurrogates = /\p{Cs}/u;
const lineBreaks = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** Spaces, marks without a letter, and characters without a shape: U+200B, the Hangul filler U+3164, an empty Braille cell. */
const onlyInvisible = /^[\p{Z}\p{C}\p{M}\p{DI}\u2800]*$/u;

const numeral = (value: number): string => value.toLocaleString('en');

const lengthRule = (min: number, max: number): string =>
  min > 0
    ? `must have ${numeral(min)} to ${numeral(max)} characters.`
    : `must have at most ${numeral(max)} characters.`;

/**
 * Text that may hold line breaks: trimmed, composed (NFC), `min` (default 1) to `max` characters. Throws BAD_USER_INPUT at
 * `field` for another length, control characters and broken Unicode.
 */
export function readText(text: string, field: string, { min = 1, max }: TextLimits): string {
  if (loneSurrogates.test(text)) throw badUserInput(`${nameField(field)} must be valid Unicode text.`, field);
  if (controls.test(text)) throw badUserInput(`${nameField(field)} must not contain control characters.`, field);
  const composed = text.normalize('NFC').trim();
  const clean = onlyInvisible.test(composed) ? '' : composed;
  const { length } = Array.from(clean);
  if (length < min || length > max) throw badUserInput(`${nameField(field)} ${lengthRule(min, max)}`, field);
  return clean;
}

/** One line of text, otherwise as `readText`. */
export function readLine(text: string, field: string, limits: TextLimits): string {
  const line = readText(text, field, limits);
  if (lineBreaks.test(line)) throw badUserInput(`${nameField(field)} must be a single line.`, field);
  return line;
}

/** The name of a person, a seller or a thing: one line, 1 to 100 characters unless `limits` says otherwise. */
export const readName = (text: string, field: string, limits: TextLimits = { max: 100 }): string =>
  readLine(text, field, limits);
